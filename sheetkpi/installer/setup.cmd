@echo off
rem SheetKPI @@VERSION@@ for this user, on Windows: double-click. What is done stands below, in PowerShell.
rem
rem   --dry-run     say what would be done, and do nothing
rem   --uninstall   take out again what was installed
chcp 65001 >nul
set "SHEETKPI_SETUP=%~f0"
set "SHEETKPI_OPTIONS=%*"
powershell -NoProfile -ExecutionPolicy Bypass -Command "$all = [IO.File]::ReadAllText($env:SHEETKPI_SETUP, [Text.Encoding]::UTF8); $at = $all.IndexOf('#POWER' + 'SHELL'); $to = $all.IndexOf('#WHE' + 'EL'); Invoke-Expression $all.Substring($at, $to - $at)"
set "SHEETKPI_ENDED=%ERRORLEVEL%"
pause
exit /b %SHEETKPI_ENDED%
#POWERSHELL
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8

$folder = Join-Path $env:LOCALAPPDATA 'Programs\SheetKPI'
$logs = Join-Path $env:LOCALAPPDATA 'SheetKPI'  # the log, and what undo needs (see sheetkpi/logfile.py)
$books = Join-Path ([Environment]::GetFolderPath('MyDocuments')) 'SheetKPI'
$wheel = Join-Path $folder '@@WHEEL@@'
$uvFrom = 'https://astral.sh/uv/install.ps1'
$options = @("$env:SHEETKPI_OPTIONS" -split ' ' | Where-Object { $_ })
$dry = $options -contains '--dry-run'

@@WORDS@@
$language = if ("$env:SHEETKPI_LANG" -like 'ja*' -or (-not $env:SHEETKPI_LANG -and (Get-UICulture).Name -like 'ja*')) { 'ja' } else { 'en' }

function Tell($key) { Write-Host $words[$key][$language] }

function Run($program, $arguments) {
  if ($dry) { Write-Host "  $program $arguments"; return }
  & $program @arguments
  if ($LASTEXITCODE) { throw "$program $LASTEXITCODE" }
}

try {
  foreach ($option in $options) {
    if ($option -notin '--dry-run', '--uninstall') { Write-Host "$option`?"; exit 2 }
  }
  if ($options -contains '--uninstall') {
    Tell 'removing'
    foreach ($one in $folder, $logs) {
      if ($dry) { Write-Host "  Remove-Item $one" }
      elseif (Test-Path $one) { Remove-Item -Recurse -Force $one }
    }
    Tell 'removed'
    exit 0
  }

  Tell 'welcome'
  Tell 'what'
  Write-Host "  $folder`n  $books`n"

  $env:UV_PYTHON_INSTALL_DIR = Join-Path $folder 'python'
  $env:UV_TOOL_DIR = Join-Path $folder 'tools'
  $env:UV_TOOL_BIN_DIR = Join-Path $folder 'bin'
  $env:UV_CACHE_DIR = Join-Path $folder 'cache'
  $env:UV_INSTALL_DIR = Join-Path $folder 'bin'
  $env:UV_NO_MODIFY_PATH = '1'

  Tell 'step_uv'
  if (-not $dry) { New-Item -ItemType Directory -Force (Join-Path $folder 'bin'), $books | Out-Null }
  $uv = Join-Path $folder 'bin\uv.exe'
  if (-not (Test-Path $uv)) {
    $found = Get-Command uv -ErrorAction SilentlyContinue
    if ($found) { $uv = $found.Source }
    elseif ($dry) { Write-Host "  Invoke-RestMethod $uvFrom" }
    else {
      try { Invoke-Expression (Invoke-RestMethod $uvFrom) | Out-Null }
      catch { Write-Host $_; Tell 'no_network'; exit 1 }
    }
  }

  Tell 'step_install'
  if ($dry) { Write-Host "  $wheel" }
  else {
    $packed = $all.Substring($all.LastIndexOf('#WHE' + 'EL') + 6) -replace '\s', ''
    [IO.File]::WriteAllBytes($wheel, [Convert]::FromBase64String($packed))
  }
  Run $uv @('tool', 'install', '--quiet', '--force', '--python', '>=3.11', $wheel)
  if (-not $dry) { Copy-Item $env:SHEETKPI_SETUP (Join-Path $folder 'SheetKPI-Uninstall.cmd') -Force }

  Tell 'step_excel'
  $sheetkpi = Join-Path $folder 'bin\sheetkpi.exe'
  $env:LC_ALL = $language
  if ($dry) { Write-Host "  $sheetkpi doctor" } else { & $sheetkpi doctor }

  Tell 'step_book'
  $book = Join-Path $books 'KPI.xlsm'
  if (Test-Path $book) { Tell 'book_there' }
  else { Run $sheetkpi @('new', $book, '--lang', $language) }

  Write-Host ''
  Tell 'done'
  Write-Host "  $book"
  Tell 'how_to_leave'
  Write-Host "  `"$(Join-Path $folder 'SheetKPI-Uninstall.cmd')`" --uninstall"
  if (-not $dry) { Invoke-Item $books }
}
catch {
  Write-Host $_
  Tell 'failed'
  exit 1
}
#WHEEL
