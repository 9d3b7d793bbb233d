// The settings file: flags that come before those of the command line. One a line, as in curl's -K:
//
//     # a comment
//     limit-rate = 500k
//     header "X-Name: value with spaces"
//     --location

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSluiceError, SluiceError } from '../errors.ts'
import { systemCode } from '../sink/write-error.ts'
import { commands } from './commands.ts'
import { environment } from './environment.ts'
import type { Flag } from './flag.ts'
import { flagsOf, parse } from './parse.ts'
import { unreadable } from './unreadable.ts'

/** `$XDG_CONFIG_HOME/sluice/config`, or ~/.config/sluice/config. */
export async function configPath(): Promise<string> {
  return join(environment('XDG_CONFIG_HOME') ?? join(await home(), '.config'), 'sluice', 'config')
}

const home = async () => environment('HOME') ?? (await import('node:os')).homedir()

/**
 * What the settings file says, as words of a command line. Flags that only other commands know are left out.
 *
 * @throws SluiceError usage, with the file and the line
 */
export async function settings(flags: Record<string, Flag>, given?: string): Promise<string[]> {
  const path = given ?? (await configPath())
  const text = settingsText(path)
  const args: string[] = []
  for (const { number, words } of settingLines(text)) {
    try {
      const { operands } = parse(words, flags)
      if (operands.length > 0) throw new SluiceError('usage', { problem: `${operands[0]} is not an option` })
      args.push(...words)
    } catch (error) {
      if (!isSluiceError(error, 'usage')) throw error
      if (await isOfOthers(words)) continue
      throw new SluiceError('usage', { ...error.facts, problem: `${path}:${number}: ${error.facts.problem}` }, error)
    }
  }
  return args
}

// At once: to load node:fs/promises takes longer than to read the file.
function settingsText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    // Where we may not look (HOME is another user's, as under sudo or a service), there are no settings of ours.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EPERM') return ''
    throw unreadable(path, error)
  }
}

/** The lines that set something, each as words of a command line. */
export function* settingLines(text: string): Generator<{ number: number; words: string[] }> {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, given = '', rest = ''] = /^\s*([^\s=:#][^\s=:]*)(?:\s*[=:]\s*|\s+|$)(.*)$/.exec(line) ?? []
    if (given === '') continue
    const name = given.startsWith('-') ? given : `--${given}`
    const value = valueOf(rest)
    const words = value === undefined ? [name] : name.startsWith('--') ? [`${name}=${value}`] : [name, value]
    yield { number: index + 1, words }
  }
}

// In double quotes a backslash escapes, as in curl. Deviation: without them the value goes to the end of the line or to a
// comment, not to the first white space: curl drops what follows.
function valueOf(text: string): string | undefined {
  if (!text.startsWith('"')) return text.replace(/(^|\s+)#.*$/, '').trimEnd() || undefined
  const [, inside = ''] = /^"((?:\\.|[^"\\])*)/.exec(text) ?? []
  return inside.replace(/\\(.)/g, (_, c: string) => escapes[c] ?? c)
}

const escapes: Record<string, string> = { t: '\t', n: '\n', r: '\r', v: '\v' }

// Loads every command: the price of a line that this one does not know.
async function isOfOthers(words: string[]): Promise<boolean> {
  const all = await Promise.all(Object.values(commands).map(({ load }) => load()))
  return all.some(({ groups }) => {
    try {
      return parse(words, flagsOf(groups)).operands.length === 0
    } catch {
      return false
    }
  })
}
