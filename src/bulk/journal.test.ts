import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { Journal, readJournal } from './journal.ts'

function place(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, '00000.journal')
}

const line = (row: number, what = 'ok') => `{"key":"00000${String(row).padStart(4, '0')}","state":"${what} ä"}`

test('what comes after the last mark is not gone on with, and the lines are found by their rows', (t) => {
  const path = place(t)
  const journal = new Journal(path, 4, '{"first":1}', undefined)
  journal.mark(0, '7 somebody')
  journal.add(2, line(2))
  journal.add(0, line(0))
  journal.mark(700)
  assert.equal(journal.unmarked, 0)
  journal.add(1, line(1, 'of contents that are not there'))
  assert.ok(journal.unmarked > 0)
  journal.close()
  appendFileSync(path, '{"key":"000000003","st')
  const left = readJournal(path)!
  assert.deepEqual([left.first, left.by, left.contents], ['{"first":1}', '7 somebody', 700])
  assert.deepEqual(
    left.rows.map(({ row }) => row),
    [2, 0],
  )
  const next = new Journal(path, 4, '{"first":2}', left)
  next.add(3, line(3))
  next.add(1, line(1))
  next.mark(900)
  next.close()
  const lines = next.lines()
  for (const row of [0, 1, 2, 3]) assert.equal(Buffer.from(lines.line(row)).toString(), `${line(row)}\n`)
  lines.end()
  const wanted = ['{"first":1}', '#by 7 somebody', '#0', line(2), line(0), '#700', line(3), line(1), '#900', '']
  assert.equal(readFileSync(path, 'utf8'), wanted.join('\n'))
})

test('a journal without a mark is none', (t) => {
  const path = place(t)
  for (const text of ['', '{"first":1}\n', `{"first":1}\n${line(0)}\n`, `{"first":1}\n${line(0)}\n#1`]) {
    writeFileSync(path, text)
    assert.equal(readJournal(path), undefined)
  }
})
