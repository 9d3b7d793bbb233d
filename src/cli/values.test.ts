import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSize, readTime, readValue } from './values.ts'

test('sizes: k, M, G, T are powers of 1024 as in curl, kB and its kin of 1000', () => {
  const sizes = {
    0: 0,
    5120: 5120,
    '64k': 65536,
    '64K': 65536,
    '1M': 2 ** 20,
    '1.5k': 1536,
    '2G': 2 ** 31,
    '1T': 2 ** 40,
  }
  for (const [text, bytes] of Object.entries(sizes)) assert.equal(readSize(text), bytes, text)
  for (const [text, bytes] of Object.entries({ '64KiB': 65536, '64kB': 64000, '1 MB': 1e6, '12b': 12 }))
    assert.equal(readSize(text), bytes, text)
  for (const text of ['', '-1', 'k', '1e3', '0x10', '1kk', '9999999T', 'Infinity', '1,5k'])
    assert.equal(readSize(text), undefined, text)
})

test('times: a bare number is seconds, as in curl and time.sleep()', () => {
  const times = {
    0.25: 250,
    '.25': 250,
    '250ms': 250,
    '0.25s': 250,
    2: 2000,
    '2m': 120_000,
    '2min': 120_000,
    '1h': 3_600_000,
  }
  for (const [text, ms] of Object.entries(times)) assert.equal(readTime(text), ms, text)
  for (const text of ['', '-1', 's', '1e3', '1 week', '1..2', 'NaN']) assert.equal(readTime(text), undefined, text)
})

test('a value that is none is refused with what would have been right', () => {
  const refused = (kind: 'count' | 'time' | 'rate', text: string) => () => readValue('--it', { kind, about: '' }, text)
  assert.throws(refused('count', '1.5'), /^SluiceError: --it "1.5" is not a whole number$/)
  assert.throws(refused('count', '-1'), /is not a whole number/)
  assert.throws(refused('time', 'soon'), /is not a time, as 250ms, 0.25s or 0.25 \(seconds\)/)
  assert.throws(refused('rate', 'fast'), /is not bytes a second/)
  const choice = { kind: 'text', choices: ['auto', 'none'], about: '' } as const
  assert.throws(() => readValue('--it', choice, 'some'), /is not one of auto, none$/)
  assert.equal(readValue('--it', choice, 'none'), 'none')
})
