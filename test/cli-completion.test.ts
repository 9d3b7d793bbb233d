// The completions, in the shells that are to use them.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { promisify } from 'node:util'
import { find, unless } from './programs.ts'
import { scratch } from './scratch.ts'
import { assertFailed, environment, sluice } from './sluice.ts'

const run = promisify(execFile)

/** What is offered for the last word of a command line. Folder: `cover.jpg`, `two words.txt`, `inner/`. */
const offers: readonly [line: string, offered: string[], missing: string[]][] = [
  ['sluice w', ['words', 'why'], ['get']],
  ['sluice get --rec', ['--recv-size'], ['--reads', '--output']],
  ['sluice links --m', ['--match', '--max-redirs', '--max-time', '--max-filesize'], ['--raw']],
  ['sluice get --progress ', ['auto', 'bar', 'none'], ['cover.jpg']],
  ['sluice get --progress=n', ['none'], ['auto']],
  ['sluice get -o co', ['cover.jpg'], ['inner']],
  ['sluice get --output-dir ', ['inner/'], ['cover.jpg']],
  ['sluice completion ', ['bash', 'zsh', 'fish'], ['cover.jpg']],
  ['sluice help de', ['demo'], []],
  ['sluice cat tw', ['two words.txt'], []],
]

suite('completions', () => {
  const scripts: Record<string, string> = {}
  before(async () => {
    for (const shell of ['bash', 'zsh', 'fish']) scripts[shell] = (await sluice(['completion', shell])).stdout
  })

  const folder = (t: { after: (then: () => void) => void }, shell: string) => {
    const path = scratch(t)
    for (const name of ['cover.jpg', 'two words.txt', 'script']) writeFileSync(join(path, name), scripts[shell]!)
    mkdirSync(join(path, 'inner'))
    return path
  }

  const check = (line: string, found: string[], offered: string[], missing: string[]) => {
    const names = found.map((word) => word.replace(/^--progress=/, ''))
    for (const word of offered)
      assert.ok(
        names.includes(word) || names.includes(word.replace(/\/$/, '')),
        `${line}: ${word} in ${names.join(' ')}`,
      )
    for (const word of missing) assert.ok(!names.includes(word), `${line}: ${word} not in ${names.join(' ')}`)
  }

  const bash = find('bash')
  test('bash', { skip: unless(bash, 'bash is not installed') }, async (t) => {
    const cwd = folder(t, 'bash')
    for (const [line, offered, missing] of offers) {
      // As readline does: `=` is a word of its own.
      const words = line.replace('=', ' = ').split(' ')
      const program = `source ./script; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`
      const { stdout } = await run(bash!, ['--norc', '--noprofile', '-c', program], { cwd, env: environment() })
      check(line, stdout.trimEnd().split('\n'), offered, missing)
    }
  })

  const fish = find('fish')
  test('fish', { skip: unless(fish, 'fish is not installed') }, async (t) => {
    const cwd = folder(t, 'fish')
    for (const [line, offered, missing] of offers) {
      const args = ['--no-config', '-c', `source ./script; complete -C '${line}'`]
      const { stdout } = await run(fish!, args, { cwd, env: environment({ HOME: cwd }) })
      check(
        line,
        stdout
          .trimEnd()
          .split('\n')
          .map((it) => it.split('\t')[0]!),
        offered,
        missing,
      )
    }
  })

  const zsh = find('zsh')
  test('zsh', { skip: unless(zsh, 'zsh is not installed') }, async (t) => {
    const cwd = folder(t, 'zsh')
    writeFileSync(join(cwd, 'offered.zsh'), offeredByZsh)
    for (const [line, offered, missing] of offers) {
      const { stdout } = await run(zsh!, ['-f', 'offered.zsh', line], { cwd, env: environment({ HOME: cwd }) })
      check(line, stdout.trimEnd().split('\n'), offered, missing)
    }
  })

  test('for another shell there are none', async () => {
    assertFailed(await sluice(['completion', 'tcsh']), 2, /no completions for tcsh/, /bash\|zsh\|fish/)
    assertFailed(await sluice(['completion']), 2, /no shell named/, /bash\|zsh\|fish/)
  })
})

// zsh completes only on a terminal: it is given one, and what would be offered is printed instead of shown.
const offeredByZsh = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=">>> "; autoload -Uz compinit; compinit -u -D; source ./script'
zpty -w z 'compadd() { builtin compadd -O found "$@"; printf "offered %s\\n" $found; builtin compadd "$@" }'
zpty -w z 'zstyle ":completion:*" list-prompt ""; bindkey "^I" complete-word; echo re""ady'
# Its prompt comes when its line editor does.
zpty -r z out '*ready*>>> *'
zpty -w -n z "$1"$'\\t'
zpty -w -n z $'\\C-U echo do""ne\\n'
zpty -r z out '*done*'
print -r -- "$out" | tr -d '\\r' | sed -n 's/^.*offered //p'
`
