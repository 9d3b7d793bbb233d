import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amount, bufferSize, duration, plural, rate, share } from './units.ts'

test('amounts are decimal, buffers binary', () => {
  const amounts: [number, string][] = [
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [230_210, '230.2 kB'],
    [2 ** 31, '2.15 GB'],
  ]
  for (const [bytes, text] of amounts) assert.equal(amount(bytes), text)
  const buffers: [number, string][] = [
    [512, '512 bytes'],
    [1024, '1 KiB'],
    [65_536, '64 KiB'],
    [1_048_576, '1 MiB'],
  ]
  for (const [bytes, text] of buffers) assert.equal(bufferSize(bytes), text)
})

test('no number is printed as a thousand of a unit that has a larger one', () => {
  for (const bytes of [999_940, 999_949, 999_999, 1_000_000])
    assert.equal(amount(bytes).startsWith('1000'), false, amount(bytes))
})

test('times take the unit that fits', () => {
  const times: [number, string][] = [
    [0.9996, '1 ms'],
    [999.6, '1 s'],
    [0.34, '340 µs'],
    [1.5, '1.5 ms'],
    [12.4, '12 ms'],
    [1300, '1.3 s'],
    [11_530, '11.5 s'],
    [245_000, '4 min 5 s'],
    [7_380_000, '2 h 3 min'],
  ]
  for (const [ms, text] of times) assert.equal(duration(ms), text)
})

test('a rate needs time', () => {
  assert.equal(rate(1_400_000, 1000), '1.4 MB/s')
  assert.equal(rate(5, 0), '-')
})

test('a share is never all of what is not all, nor nothing of what is something', () => {
  assert.equal(share(999, 1000), '99%')
  assert.equal(share(1, 1000), '1%')
  assert.equal(share(1000, 1000), '100%')
  assert.equal(share(0, 1000), '0%')
  assert.equal(share(0, 0), '-')
})

test('one of a thing is singular', () => {
  assert.deepEqual([plural(1, 'read'), plural(0, 'read'), plural(2, 'read')], ['1 read', '0 reads', '2 reads'])
})
