// The manual page, in the macros of man(7), from the tables that the program itself uses.

import { commands } from '../src/cli/commands.ts'
import { variables } from '../src/cli/environment.ts'
import type { Flag } from '../src/cli/flag.ts'
import { exitStatuses, SluiceError } from '../src/errors.ts'
import { version } from '../src/version.ts'
import { errorSamples } from './error-samples.ts'
import { commandList, optionSections, optionsPreface } from './option-sections.ts'

export async function manPage(): Promise<string> {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, { about, load }]) => ({ name, about, ...(await load()) })),
  )
  const sections = await optionSections()
  const lines = [
    '.\\" Made by scripts/docs.ts from the flag table; changes here are lost.',
    `.TH SLUICE 1 2026-11-20 "sluice ${version}" "User Commands"`,
    '.SH NAME',
    'sluice \\- retrieve over HTTP, and see it happen',
    '.SH SYNOPSIS',
    '.B sluice',
    '.I COMMAND',
    '[option ...] [URL ...]',
    '.SH DESCRIPTION',
    text(description),
    '.SH COMMANDS',
    ...loaded.flatMap(({ name, about, operands, more }) => [
      '.TP',
      `.B sluice ${text(name)} ${operands ? `\\fR${text(operands)}` : ''}`.trimEnd(),
      `${sentence(about)}${more ? `\n${text(more)}` : ''}`,
    ]),
    '.SH OPTIONS',
    text(optionsPreface),
    ...sections.flatMap(({ title, commands: names, flags }) => [
      `.SS "${text(title)} (${text(commandList(names))})"`,
      ...flags.flatMap(([name, flag]) => ['.TP', spelled(name, flag), sentence(flag.about)]),
    ]),
    '.SH ENVIRONMENT',
    ...Object.entries(variables).flatMap(([name, about]) => ['.TP', `.B ${name}`, sentence(about)]),
    '.SH FILES',
    '.TP',
    '.I ~/.config/sluice/config',
    text(configuration),
    '.TP',
    '.IR NAME .part ", " NAME .part.json',
    text(parts),
    '.SH EXIT STATUS',
    text('The numbers are those of curl; 110 and more are our own. A process that is stopped by a signal dies by it.'),
    '.TP',
    '.B 0',
    'What was asked for is there, complete and in place.',
    ...exitStatuses.flatMap(({ code, exit }) => [
      '.TP',
      `.BR ${exit} " (${text(code)})"`,
      sentence(new SluiceError(code, errorSamples[code]).message),
    ]),
    '.SH EXAMPLES',
    ...loaded.flatMap(({ examples = [] }) =>
      examples.flatMap(([line, does]) => ['.TP', `.B ${text(line)}`, does ? sentence(does) : '\\&']),
    ),
    '.SH SEE ALSO',
    '.BR curl (1),',
    '.BR wget (1)',
  ]
  return `${lines.join('\n')}\n`
}

const description =
  'Retrieves what a URL names and keeps it intact: the final name always holds either the old good file or the new whole one. Shows each read, the header and the content apart, what lies in the receive buffer, and what the time went on. Reads pages while they arrive: text, words, links, tags. A URL without a scheme is http. On a terminal, a command without a URL asks for one.'

const configuration =
  'Options that come before those of the command line, one a line: name = value, name value, or --name value; # begins a comment. Options that only other commands have are left out. XDG_CONFIG_HOME names another place than ~/.config; --no-config does without.'

const parts = 'What came of NAME until it is whole, and what is known of it. The same command goes on from there.'

function spelled(name: string, { short, value, kind }: Flag): string {
  const spellings = [...(short ? [`\\fB\\-${short}\\fR`] : []), `\\fB${text(`--${name}`)}\\fR`]
  return spellings.join(', ') + (kind === 'switch' ? '' : ` \\fI${text(value ?? kind.toUpperCase())}\\fR`)
}

/** With a capital and a full stop, as a manual has it. */
function sentence(about: string): string {
  return text(about.replace(/^[a-z](?![\w.]*[A-Z=:/])/, (letter) => letter.toUpperCase()).replace(/([^.?])$/, '$1.'))
}

// What would be a macro, an escape, or a hyphen where a minus is meant; the quotes of this macro language.
function text(plain: string): string {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('…', '...')
    .replaceAll(/^\./gm, '\\&.')
}
