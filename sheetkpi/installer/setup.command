#!/bin/bash
# SheetKPI @@VERSION@@ for this user, on macOS (and Linux): double-click. Nothing outside the two folders below is
# written, but for the script by which Excel on a Mac may call Python.
#
#   --dry-run     say what would be done, and do nothing
#   --uninstall   take out again what was installed
set -u

FOLDER="$HOME/.sheetkpi"
BOOKS="$HOME/Documents/SheetKPI"
case "$(uname)" in # where the log and what undo needs are kept (see sheetkpi/logfile.py)
Darwin) LOGS="$HOME/Library/Logs/SheetKPI" ;;
*) LOGS="${XDG_STATE_HOME:-$HOME/.local/state}/sheetkpi" ;;
esac
WHEEL="@@WHEEL@@"
UV_FROM="https://astral.sh/uv/install.sh"

@@WORDS@@
case "${SHEETKPI_LANG:-$(defaults read -g AppleLocale 2>/dev/null || printf '%s' "${LANG:-}")}" in
ja*) LANGUAGE=ja ;;
*) LANGUAGE=en ;;
esac
DRY=""
UNINSTALL=""
for option in "$@"; do
  case "$option" in
  --dry-run) DRY=yes ;;
  --uninstall) UNINSTALL=yes ;;
  *)
    printf '%s?\n' "$option" >&2
    exit 2
    ;;
  esac
done

tell() {
  local text="SAY_$1_$LANGUAGE"
  printf '%s\n' "${!text}"
}

end() { # waits where a window would close
  if [ -t 0 ]; then
    tell press_enter
    read -r _
  fi
  exit "$1"
}

run() {
  if [ -n "$DRY" ]; then
    printf '  %s\n' "$*"
  else
    "$@" || {
      tell failed >&2
      end 1
    }
  fi
}

remove_calling_script() {
  rm -f "$HOME/Library/Application Scripts/com.microsoft.Excel/"xlwings*.applescript
}

if [ -n "$UNINSTALL" ]; then
  tell removing
  run rm -rf "$FOLDER" "$LOGS"
  [ "$(uname)" = Darwin ] && run remove_calling_script
  tell removed
  end 0
fi

tell welcome
tell what
printf '  %s\n  %s\n\n' "$FOLDER" "$BOOKS"

export UV_PYTHON_INSTALL_DIR="$FOLDER/python" UV_TOOL_DIR="$FOLDER/tools" UV_TOOL_BIN_DIR="$FOLDER/bin"
export UV_CACHE_DIR="$FOLDER/cache" UV_NO_MODIFY_PATH=1 UV_INSTALL_DIR="$FOLDER/bin"

tell step_uv
run mkdir -p "$FOLDER/bin" "$BOOKS"
UV="$FOLDER/bin/uv"
if [ ! -x "$UV" ]; then
  if FOUND="$(command -v uv)"; then
    UV="$FOUND"
  elif [ -n "$DRY" ]; then
    printf '  curl -LsSf %s | sh\n' "$UV_FROM"
  elif ! curl -LsSf "$UV_FROM" | sh >"$FOLDER/uv.log" 2>&1; then
    cat "$FOLDER/uv.log" >&2
    tell no_network >&2
    end 1
  fi
fi

tell step_install
if [ -n "$DRY" ]; then
  printf '  %s\n' "$FOLDER/$WHEEL"
else
  sed '1,/^#WHEEL$/d' "$0" | base64 --decode >"$FOLDER/$WHEEL" || {
    tell failed >&2
    end 1
  }
fi
run "$UV" tool install --quiet --force --python ">=3.11" "$FOLDER/$WHEEL"
run cp "$0" "$FOLDER/SheetKPI-Uninstall.sh"
[ "$(uname)" = Darwin ] && run "$FOLDER/tools/sheetkpi/bin/xlwings" runpython install

tell step_excel
if [ -n "$DRY" ]; then
  printf '  %s doctor\n' "$FOLDER/bin/sheetkpi"
else
  LC_ALL="$LANGUAGE" "$FOLDER/bin/sheetkpi" doctor
fi

tell step_book
if [ -e "$BOOKS/KPI.xlsm" ]; then
  tell book_there
else
  run "$FOLDER/bin/sheetkpi" new "$BOOKS/KPI.xlsm" --lang "$LANGUAGE"
fi

printf '\n'
tell done
printf '  %s\n' "$BOOKS/KPI.xlsm"
tell how_to_leave
printf '  bash "%s" --uninstall\n' "$FOLDER/SheetKPI-Uninstall.sh"
[ -z "$DRY" ] && [ "$(uname)" = Darwin ] && open "$BOOKS"
end 0
#WHEEL
