// docs/options.md and docs/exit-statuses.md.

import { variables } from '../src/cli/environment.ts'
import { spelling } from '../src/cli/help.ts'
import { exitStatuses, SluiceError } from '../src/errors.ts'
import { errorSamples } from './error-samples.ts'
import { commandList, optionSections, optionsPreface } from './option-sections.ts'

const made = '<!-- Made by scripts/docs.ts from the tables of the program; changes here are lost. -->\n'

export async function optionsPage(): Promise<string> {
  const sections = (await optionSections()).map(
    ({ title, commands, flags }) =>
      `## ${title}: ${commandList(commands)}\n\n${table(
        ['option', 'means'],
        flags.map(([name, flag]) => [`\`${spelling(name, flag).trim()}\``, flag.about]),
      )}`,
  )
  const environment = table(
    ['variable', 'means'],
    Object.entries(variables).map(([name, about]) => [`\`${name}\``, about]),
  )
  return `${made}\n# Options\n\n${optionsPreface}\n\n${sections.join('\n')}\n## The environment\n\n${environment}`
}

export function exitStatusPage(): string {
  const rows = exitStatuses.map(({ code, exit }) => {
    const { message, hint = '' } = new SluiceError(code, errorSamples[code])
    return [String(exit), `\`${code}\``, message, hint]
  })
  return `${made}
# Exit statuses

The numbers are curl's, so that scripts written for curl keep their meaning; 110 and more are our own. \`--json\` has the code.
SIGINT and SIGTERM keep what came, then the process dies by the signal (130 and 143 to a shell).

${table(['status', 'code', 'for example', 'hint'], [['0', '', 'complete and in place, or unchanged, or skipped as asked', ''], ...rows])}`
}

function table(heading: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return line(heading) + line(heading.map(() => '---')) + rows.map(line).join('')
}
