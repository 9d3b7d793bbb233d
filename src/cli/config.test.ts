import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { scratch } from '../../test/scratch.ts'
import { settingLines, settings } from './config.ts'
import { flagsOf } from './parse.ts'
import { commands } from './commands.ts'

const words = (text: string) => [...settingLines(text)].map((line) => line.words)

suite('a line of the settings', () => {
  for (const [line, ...expected] of [
    ['limit-rate = 500k', '--limit-rate=500k'],
    ['limit-rate=500k', '--limit-rate=500k'],
    ['limit-rate: 500k', '--limit-rate=500k'],
    ['limit-rate 500k', '--limit-rate=500k'],
    ['--limit-rate 500k', '--limit-rate=500k'],
    ['  --location  ', '--location'],
    ['location # follow them', '--location'],
    ['location=', '--location'],
    ['-o it', '-o', 'it'],
    ['-L', '-L'],
    ['user-agent = two words', '--user-agent=two words'],
    ['user-agent = one # comment', '--user-agent=one'],
    ['referer = http://a.example/#top', '--referer=http://a.example/#top'],
    ['header = "X-Name: a \\"value\\"\\t# no comment" # comment', '--header=X-Name: a "value"\t# no comment'],
    ['user-agent = ""', '--user-agent='],
    ['range = -500', '--range=-500'],
  ] as const) {
    test(line, () => assert.deepEqual(words(line), [expected]))
  }

  test('is nothing when it is empty or a comment', () => {
    assert.deepEqual(words('# limit-rate = 1\n\n   \r\n   # more\n'), [])
  })
})

suite('the settings', () => {
  const flagsFor = async (name: string) => flagsOf((await commands[name]!.load()).groups)

  test('are words before those of the command line, without what only other commands know', async (t) => {
    const path = join(scratch(t), 'config')
    writeFileSync(path, '# mine\nlimit-rate = 500k\n\nport = 8080\nlocation\n')
    assert.deepEqual(await settings(await flagsFor('get'), path), ['--limit-rate=500k', '--location'])
    assert.deepEqual(await settings(await flagsFor('serve'), path), ['--port=8080'])
  })

  test('need not be there', async () => {
    assert.deepEqual(await settings(await flagsFor('get'), '/nonexistent/config'), [])
  })

  for (const [line, problem] of [
    ['no-such-flag = 1', 'there is no option --no-such-flag'],
    ['limit-rate = fast', '--limit-rate "fast" is not bytes a second'],
    ['limit-rate', '--limit-rate wants a value: RATE'],
    ['location = yes', '--location takes no value'],
    ['-L yes', 'yes is not an option'],
  ] as const) {
    test(`that are wrong are refused with file and line: ${line}`, async (t) => {
      const path = join(scratch(t), 'config')
      writeFileSync(path, `# one\n${line}\n`)
      const escaped = `${path}:2: ${problem}`.replaceAll(/[.()]/g, '\\$&')
      await assert.rejects(settings(await flagsFor('get'), path), new RegExp(escaped))
    })
  }
})
