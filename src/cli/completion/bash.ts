// Completions for bash, its old versions too: bash(1), "Programmable Completion".

import type { Flag } from '../flag.ts'
import { valuesOf } from './table.ts'
import type { Completed, CommandRow } from './table.ts'

export function bashScript(rows: readonly CommandRow[]): string {
  return `# bash completions for sluice, made by: sluice completion bash
# To have them: source <(sluice completion bash)

_sluice_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$2"))
}

_sluice() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} flags=
  COMPREPLY=()
  # --name=value comes in three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${rows.map(({ name }) => name).join(' ')}' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${rows.map(commandCase).join('\n')}
    *) return ;;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${rows.map(({ name, operands }) => `    ${name}) ${offer(operands)} ;;`).join('\n')}
  esac
}

complete -F _sluice sluice
`
}

function commandCase({ name, flags }: CommandRow): string {
  const spelled = flags.flatMap(([long, { short }]) => [...(short ? [`-${short}`] : []), `--${long}`])
  const cases = flags.flatMap(([long, flag]) => valueCase(long, flag))
  return `    ${name})
      flags='${spelled.join(' ')}'
      case $before in
${cases.map((line) => `        ${line}`).join('\n')}
        *) ;;
      esac
      ;;`
}

function valueCase(name: string, flag: Flag): string[] {
  const values = valuesOf(flag)
  if (!values) return []
  return [`${flag.short ? `-${flag.short} | ` : ''}--${name}) ${offer(values)}; return ;;`]
}

function offer(values: Completed): string {
  if (values === 'files') return '_sluice_files -f "$word"'
  if (values === 'directories') return '_sluice_files -d "$word"'
  return values.length === 0 ? ':' : `COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$word"))`
}
