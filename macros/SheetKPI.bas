Attribute VB_Name = "SheetKPI"
' What the buttons of a KPI workbook run: one Sub for each, which calls the Python function of the same name.
' Python says by itself what it did or what is wrong. What is told here is only that Python was not reached,
' in the sentences that the workbook keeps under names, in its own language.
Option Explicit

Public Sub SheetKPI_Refresh()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.refresh()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

Public Sub SheetKPI_Check()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.check()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

Public Sub SheetKPI_Undo()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.undo_refresh()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

Public Sub SheetKPI_Distribute()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.distribute()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

Public Sub SheetKPI_Collect()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.collect()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

Public Sub SheetKPI_Publish()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.publish()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

Public Sub SheetKPI_Post()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.post()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

Public Sub SheetKPI_Sheets()
    On Error GoTo Failed
    If PythonIsThere() Then RunPython "import sheetkpi.addin; sheetkpi.addin.show_sheets()"
    Exit Sub
Failed:
    TellFailure Err.Description
End Sub

' Whether the interpreter that the sheet xlwings.conf names exists; on macOS the sandbox may not look.
Private Function PythonIsThere() As Boolean
    PythonIsThere = True
    #If Mac Then
    #Else
        Dim interpreter As String
        interpreter = GetConfig("INTERPRETER_WIN", "")
        If InStr(interpreter, "\") > 0 Then PythonIsThere = FileExists(interpreter)
        If Not PythonIsThere Then MsgBox Sentence("kpi_say_no_python") & vbCrLf & interpreter, vbExclamation, "SheetKPI"
    #End If
End Function

Private Sub TellFailure(ByVal reason As String)
    MsgBox Sentence("kpi_say_failed") & vbCrLf & reason, vbExclamation, "SheetKPI"
End Sub

' The text of a defined name whose formula is ="text".
Private Function Sentence(ByVal text As String) As String
    On Error Resume Next
    Sentence = Replace(Mid(ThisWorkbook.Names(text).RefersTo, 3), """", "")
End Function
