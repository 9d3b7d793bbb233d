import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { behaviours } from './behaviour.ts'
import { originHelp, routes } from './routes.ts'

test('docs/internals/origin.md has every row of both tables as it is here', async () => {
  const page = await readFile('docs/internals/origin.md', 'utf8')
  const rows = [
    ...routes.map(({ path, means }) => `| \`${path}\` | ${means} |`),
    ...behaviours.map(({ name, value, means }) => {
      const form = value ? `${name}=${value}` : name
      return `| \`${form.replaceAll('|', '\\|')}\` | ${means} |`
    }),
  ]
  const lines = page.split('\n')
  assert.deepEqual(
    rows.filter((row) => !lines.includes(row)),
    [],
  )
})

test('the help has a line for every row', () => {
  const help = originHelp()
  for (const { path } of routes) assert.ok(help.includes(`  ${path} `), path)
  for (const { name } of behaviours) assert.match(help, new RegExp(`^  ${name}[= ]`, 'm'))
})
