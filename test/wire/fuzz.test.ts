import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzRetrieve } from './fuzz-retrieve.ts'
import { fuzz } from './fuzz.ts'

// scripts/fuzz-http.ts tries as many as one likes.
test('3000 mutated replies give an answer or an error of the table, the same in another delivery', () => {
  const outcomes = fuzz(1, 3000)
  for (const outcome of ['whole', 'until the close', 'not-http', 'bad-chunk', 'incomplete', 'http09-not-allowed'])
    assert.ok((outcomes.get(outcome) ?? 0) > 50, `${outcome} is among the outcomes`)
})

// scripts/fuzz-retrieve.ts tries as many as one likes.
test('1000 retrievals from servers that nobody meant keep what was sent, or nothing', async () => {
  const outcomes = await fuzzRetrieve(1, 1000)
  for (const outcome of ['kept', 'gone on', 'not-http', 'incomplete', 'bad-chunk'])
    assert.ok((outcomes.get(outcome) ?? 0) > 0, `${outcome} is among the outcomes`)
})
