import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { behaviours, readBehaviour } from './behaviour.ts'

test('every row is read from a query', () => {
  const query =
    'think=2s&drip=1,10ms&gap=0.25&pace=1448,20ms&rate=100k&stall=64k,1.5s&line=50k&sndbuf=16k&cut=body%2B10&reset=body+1k&close' +
    '&times=2&status=503&to=/x%3Fy&field=A:1&field=B:%202&pad=10&interim=3&bare&chunked=100&nolength&gzip=asked&norange' +
    '&validator=weak&seed=7&utm=ignored'
  const read = readBehaviour(new URLSearchParams(query))
  assert.deepEqual(read, {
    think: 2000,
    drip: { bytes: 1, every: 10 },
    gap: 250,
    pace: { bytes: 1448, every: 20 },
    rate: 102400,
    stall: { at: 65536, for: 1500 },
    line: 51200,
    sndbuf: 16384,
    cut: 'body+10',
    reset: 'body+1024',
    close: true,
    times: 2,
    status: 503,
    to: '/x?y',
    field: [
      ['A', '1'],
      ['B', '2'],
    ],
    pad: 10,
    interim: 3,
    bare: true,
    chunked: 100,
    nolength: true,
    gzip: 'asked',
    norange: true,
    validator: 'weak',
    seed: 7,
  })
  assert.deepEqual(
    Object.keys(read),
    behaviours.map(({ name }) => name),
  )
})

test('a value that does not fit is refused with its form', () => {
  const bad = ['think=soon', 'pace=10', 'pace=0,1s', 'rate=0', 'stall=1', 'cut=-1', 'cut=body', 'close=1', 'status=99']
  for (const query of [...bad, 'field=a b:c', 'field=a:b%0d%0a', 'gzip=no', 'validator=strong', 'chunked=']) {
    assert.throws(
      () => readBehaviour(new URLSearchParams(query)),
      (error) => isSluiceError(error, 'usage') && error.message.includes(': expected '),
      query,
    )
  }
})
