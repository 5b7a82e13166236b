Attribute VB_Name = "xlwings_udfs"
' The worksheet functions of sheetkpi.functions, so that formulas find them without any import. The module has
' the name that xlwings gives to functions it imports: an import (macro ImportPythonUDFs), which also brings the
' help for the function wizard, takes its place. On the desktop, xlwings runs worksheet functions on Windows only.
Option Explicit

Public Function KPI_NEEDED_CONNECTS(meetings, meeting_rate)
    KPI_NEEDED_CONNECTS = Called("KPI_NEEDED_CONNECTS", Array(meetings, meeting_rate))
End Function

Public Function KPI_NEEDED_CALLS(meetings, meeting_rate, connect_rate)
    KPI_NEEDED_CALLS = Called("KPI_NEEDED_CALLS", Array(meetings, meeting_rate, connect_rate))
End Function

Public Function KPI_BAND_LOW(kpi, Optional lead_source, Optional benchmarks)
    KPI_BAND_LOW = Called("KPI_BAND_LOW", Array(kpi, lead_source, benchmarks))
End Function

Public Function KPI_BAND_HIGH(kpi, Optional lead_source, Optional benchmarks)
    KPI_BAND_HIGH = Called("KPI_BAND_HIGH", Array(kpi, lead_source, benchmarks))
End Function

Public Function KPI_GAP(kpi, value, Optional lead_source, Optional benchmarks)
    KPI_GAP = Called("KPI_GAP", Array(kpi, value, lead_source, benchmarks))
End Function

Public Function KPI_VERDICT(kpi, value, Optional sample, Optional lead_source, Optional benchmarks)
    KPI_VERDICT = Called("KPI_VERDICT", Array(kpi, value, sample, lead_source, benchmarks))
End Function

Public Function KPI_BUSINESS_DAYS(first, last, Optional holidays, Optional country)
    KPI_BUSINESS_DAYS = Called("KPI_BUSINESS_DAYS", Array(first, last, holidays, country))
End Function

Public Function KPI_FORECAST(dates, counts, Optional last_day, Optional holidays)
    KPI_FORECAST = Called("KPI_FORECAST", Array(dates, counts, last_day, holidays))
End Function

Private Function Called(ByVal functionName As String, arguments As Variant) As Variant
    On Error GoTo Failed
    #If Mac Then
        Called = CVErr(xlErrNA)
    #Else
        Called = XLPy.CallUDF("sheetkpi.functions", functionName, arguments, ThisWorkbook, Application.Caller)
    #End If
    Exit Function
Failed:
    Called = Err.Description
End Function
