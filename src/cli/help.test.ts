import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commands } from './commands.ts'
import { helpFor, overview } from './help.ts'
import { flagsOf } from './parse.ts'

const plain = { columns: 80, color: false }

test('the overview names every command', () => {
  for (const [name, { about }] of Object.entries(commands))
    assert.match(overview(plain), new RegExp(`^  ${name} +${about.replaceAll(/[.,()]/g, '\\$&')}$`, 'm'))
})

test('no help is wider than 80 columns, and none is without one of its flags', async () => {
  for (const [name, { load }] of Object.entries(commands)) {
    const command = await load()
    const help = helpFor(name, command, plain)
    assert.deepEqual(
      [overview(plain), help]
        .flatMap((text) => text.split('\n'))
        .filter((line) => line.length > 80 && !line.includes('$ ')),
      [],
    )
    for (const flag of Object.keys(flagsOf(command.groups))) assert.ok(help.includes(`--${flag}`), `${name} --${flag}`)
  }
})

test('no two flags of a command have the same letter, and none has a name twice', async () => {
  for (const [name, { load }] of Object.entries(commands)) {
    const all = (await load()).groups.flatMap(({ flags }) => Object.entries(flags))
    const spellings = all.flatMap(([long, { short }]) => [`--${long}`, ...(short ? [`-${short}`] : [])])
    assert.deepEqual(
      spellings.filter((it, n) => spellings.indexOf(it) !== n),
      [],
      name,
    )
  }
})

test('headings are bold where colours are wanted, and nowhere else', async () => {
  const command = await commands['demo']!.load()
  assert.ok(helpFor('demo', command, { columns: 80, color: true }).includes('\n\x1b[1mAlways\x1b[22m\n'))
  assert.ok(!helpFor('demo', command, plain).includes('\x1b'))
})
