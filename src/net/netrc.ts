// Credentials for a host from a .netrc file, as curl reads it (curl's docs/libcurl/opts/CURLOPT_NETRC; ftp(1)).
//
//   machine NAME login USER password SECRET …   default login … password …   macdef NAME … up to an empty line

import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { SluiceError } from '../errors.ts'
import { codeOf } from './socket-errors.ts'

export interface Login {
  user: string
  password: string
}

/**
 * The login that the text of a .netrc has for `host`, or undefined: that of the first `machine` of that name, or `default`,
 * in the order of the file.
 *
 * @param user only this user's password is of interest, as with -u USER or USER in the URL
 */
export function netrcLogin(text: string, host: string, user?: string): Login | undefined {
  const found = parse(text).find(
    ({ machine, login, password }) =>
      (machine === undefined || machine.toLowerCase() === host.toLowerCase()) &&
      (login !== undefined || password !== undefined) &&
      (user === undefined || login === undefined || login === user),
  )
  return found && { user: found.login ?? user ?? '', password: found.password ?? '' }
}

/**
 * The text of the file: that given, else that of NETRC in the environment, else ~/.netrc. Undefined when ~/.netrc is not
 * there; one that was named has to be.
 *
 * @throws SluiceError list-unreadable
 */
export function readNetrc(path: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
  const named = path ?? (environment.NETRC || undefined)
  const file = named ?? join(homedir(), '.netrc')
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (named === undefined && ['ENOENT', 'EACCES'].includes(codeOf(error))) return undefined
    throw new SluiceError('list-unreadable', { path: file, reason: codeOf(error) || String(error) }, error)
  }
}

/** What one `machine` says, or `default`, which has none. */
interface Entry {
  machine?: string
  login?: string
  password?: string
}

function parse(text: string): Entry[] {
  const entries: Entry[] = []
  let takeValue: ((value: string) => void) | undefined
  let inMacro = false
  for (const line of text.split(/\r?\n/)) {
    if (inMacro) {
      inMacro = line !== ''
      continue
    }
    for (const word of wordsOf(line)) {
      const take = takeValue
      takeValue = undefined
      if (take) take(word)
      else if (word.toLowerCase() === 'macdef') {
        inMacro = true
        break
      } else takeValue = begin(word.toLowerCase(), entries)
    }
  }
  return entries
}

/** What is done with the word that follows a keyword, if one does. */
function begin(keyword: string, entries: Entry[]): ((value: string) => void) | undefined {
  if (keyword === 'default') entries.push({})
  if (keyword === 'machine') return (machine) => entries.push({ machine })
  const entry = entries.at(-1) ?? {}
  if (keyword === 'login') return (login) => (entry.login = login)
  if (keyword === 'password') return (password) => (entry.password = password)
  return keyword === 'account' ? () => {} : undefined
}

/** Up to a word that begins with #, which begins a comment. Words in quotes may hold spaces and \n \r \t \" \\. */
function* wordsOf(line: string): Generator<string> {
  for (const [, comment, quoted, plain] of line.matchAll(/(#.*)|"((?:\\.|[^"\\])*)"?|(\S+)/g)) {
    if (comment !== undefined) return
    yield plain ?? quoted!.replaceAll(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter)
  }
}

const escapes: Record<string, string | undefined> = { n: '\n', r: '\r', t: '\t' }
