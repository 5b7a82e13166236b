Attribute VB_Name = "SheetKPIRibbon"
' What the SheetKPI tab of the ribbon calls (ribbon.xml): each button runs the Sub behind the button on the sheet.
Option Explicit

Public Sub OnRefresh(control As IRibbonControl)
    SheetKPI_Refresh
End Sub

Public Sub OnCheck(control As IRibbonControl)
    SheetKPI_Check
End Sub

Public Sub OnUndo(control As IRibbonControl)
    SheetKPI_Undo
End Sub

Public Sub OnDistribute(control As IRibbonControl)
    SheetKPI_Distribute
End Sub

Public Sub OnCollect(control As IRibbonControl)
    SheetKPI_Collect
End Sub

Public Sub OnPublish(control As IRibbonControl)
    SheetKPI_Publish
End Sub

Public Sub OnPost(control As IRibbonControl)
    SheetKPI_Post
End Sub

Public Sub OnSheets(control As IRibbonControl)
    SheetKPI_Sheets
End Sub
