// The completions, in the shells that are to use them.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
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
  ['sluice get --output-dir ', ['inner'], ['cover.jpg']],
  ['sluice completion ', ['bash', 'zsh', 'fish'], ['cover.jpg']],
  ['sluice help de', ['demo'], []],
  ['sluice cat tw', ['two words.txt'], []],
]

/** What each shell runs: for each of its arguments a line `line`, then what would be offered. */
const shells: { name: string; args: string[]; program: string }[] = [
  {
    name: 'bash',
    args: ['--norc', '--noprofile'],
    // As readline does: `=` is a word of its own.
    program: `
source ./script
for line; do
  echo line
  read -ra COMP_WORDS <<< "\${line/=/ = }"
  if [[ $line == *' ' ]]; then COMP_WORDS+=(''); fi
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _sluice
  printf '%s\\n' "\${COMPREPLY[@]}"
done
`,
  },
  {
    name: 'fish',
    args: ['--no-config'],
    program: `
source ./script
for line in $argv
  echo line
  complete -C $line | string replace -r '\\t.*' '' | string replace -r '^--progress=' ''
end
true
`,
  },
  {
    name: 'zsh',
    args: ['-f'],
    // It completes only on a terminal: it is given one, and what would be offered is printed instead of shown. The
    // prompt comes when its line editor does.
    program: `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PS1=">>> "; autoload -Uz compinit; compinit -u -D; source ./script'
zpty -w z 'compadd() { builtin compadd -O found "$@"; printf "offered %s\\n" $found; builtin compadd "$@" }'
zpty -w z 'zstyle ":completion:*" list-prompt ""; bindkey "^I" complete-word; echo re""ady'
zpty -r z out '*ready*>>> *'
for line; do
  zpty -w -n z "$line"$'\\t'
  zpty -w -n z $'\\C-U echo do""ne\\n'
  zpty -r z out '*done*>>> *'
  echo line
  print -r -- "$out" | tr -d '\\r' | sed -n 's/^.*offered //p'
done
`,
  },
]

suite('completions', () => {
  for (const { name, args, program } of shells) {
    const shell = find(name)
    test(name, { skip: unless(shell, `${name} is not installed`) }, async (t) => {
      const cwd = scratch(t)
      for (const file of ['cover.jpg', 'two words.txt']) writeFileSync(join(cwd, file), '')
      mkdirSync(join(cwd, 'inner'))
      writeFileSync(join(cwd, 'script'), (await sluice(['completion', name])).stdout)
      writeFileSync(join(cwd, 'program'), program)
      const lines = offers.map(([line]) => line)
      const { stdout } = await run(shell!, [...args, 'program', ...lines], { cwd, env: environment({ HOME: cwd }) })
      const answers = stdout.split(/^line\n/m).slice(1)
      for (const [n, [line, offered, missing]] of offers.entries()) {
        const words = answers[n]!.split('\n').map((word) => word.replace(/\/$/, ''))
        for (const word of offered) assert.ok(words.includes(word), `${line}: ${word} in ${words.join(' ')}`)
        for (const word of missing) assert.ok(!words.includes(word), `${line}: no ${word} in ${words.join(' ')}`)
      }
    })
  }

  test('for another shell there are none', async () => {
    assertFailed(await sluice(['completion', 'tcsh']), 2, /no completions for tcsh/, /bash\|zsh\|fish/)
    assertFailed(await sluice(['completion']), 2, /no shell named/, /bash\|zsh\|fish/)
  })
})
