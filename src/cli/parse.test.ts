import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import type { Flag } from './flag.ts'
import { parse } from './parse.ts'

const flags = {
  verbose: { short: 'v', kind: 'switch', about: '' },
  location: { short: 'L', kind: 'switch', about: '' },
  'no-location': { kind: 'switch', about: '' },
  ipv4: { short: '4', kind: 'switch', about: '' },
  output: { short: 'o', kind: 'file', value: 'FILE', about: '' },
  'output-dir': { kind: 'directory', about: '' },
  range: { short: 'r', kind: 'text', about: '' },
  'continue-at': { short: 'C', kind: 'text', about: '' },
  header: { short: 'H', kind: 'text', repeat: true, about: '' },
  'recv-size': { kind: 'size', about: '' },
} as const satisfies Record<string, Flag>

const parsed = (...args: string[]) => parse(args, flags)

suite('flags are read', () => {
  test('without any, switches are off, repeated ones empty, others absent', () => {
    assert.deepEqual(
      { ...parsed().values },
      {
        verbose: false,
        location: false,
        'no-location': false,
        ipv4: false,
        output: undefined,
        'output-dir': undefined,
        range: undefined,
        'continue-at': undefined,
        header: [],
        'recv-size': undefined,
      },
    )
  })

  for (const [args, name, value] of [
    [['-o', 'it'], 'output', 'it'],
    [['-oit'], 'output', 'it'],
    [['--output', 'it'], 'output', 'it'],
    [['--output=it'], 'output', 'it'],
    [['--output=a=b'], 'output', 'a=b'],
    [['--range='], 'range', ''],
    [['-o', '-'], 'output', '-'],
    [['-r', '-500'], 'range', '-500'],
    [['-r-500'], 'range', '-500'],
    [['--range', '-500'], 'range', '-500'],
    [['-C', '-'], 'continue-at', '-'],
    [['-C-'], 'continue-at', '-'],
    [['-4'], 'ipv4', true],
    [['-o', 'a', '-o', 'b'], 'output', 'b'],
    [['-H', 'A: 1', '-HB: 2'], 'header', ['A: 1', 'B: 2']],
    [['--recv-size', '5k'], 'recv-size', 5120],
    [['-vLoit'], 'output', 'it'],
    [['-vL4'], 'ipv4', true],
  ] as const) {
    test(`${args.join(' ')} is ${name} ${String(value)}`, () => {
      assert.deepEqual(parsed(...args).values[name], value)
      assert.deepEqual(parsed(...args).operands, [])
    })
  }

  test('operands stand anywhere, and after -- everything is one', () => {
    assert.deepEqual(parsed('a', '-v', 'b', '-o', 'c', 'd').operands, ['a', 'b', 'd'])
    const { values, operands } = parsed('-v', '--', '-L', '--output')
    assert.deepEqual([values.verbose, values.location, operands], [true, false, ['-L', '--output']])
    assert.deepEqual(parsed('-').operands, ['-'])
  })

  test('of two that contradict each other the last counts', () => {
    const both = ({ values }: ReturnType<typeof parsed>) => [values.location, values['no-location']]
    assert.deepEqual(both(parsed('--no-location', '-L')), [true, false])
    assert.deepEqual(both(parsed('-L', '--no-location')), [false, true])
  })

  test('any switch is taken back with --no- before its name', () => {
    assert.equal(parsed('-v', '--no-verbose').values.verbose, false)
    assert.equal(parsed('--no-verbose', '-v').values.verbose, true)
  })
})

suite('what is wrong is refused', () => {
  for (const [args, problem, suggestion] of [
    [['--outptu', 'x'], 'there is no option --outptu', 'did you mean --output?'],
    [['--rec', '1'], 'there is no option --rec', 'did you mean --recv-size?'],
    [['--output_dir=x'], 'there is no option --output_dir', 'did you mean --output-dir?'],
    [['--nothing-like-it'], 'there is no option --nothing-like-it', undefined],
    [['--no-output'], 'there is no option --no-output', undefined],
    [['-V'], 'there is no option -V', 'did you mean -v?'],
    [['-vx'], 'there is no option -x', undefined],
    [['--constructor'], 'there is no option --constructor', undefined],
    [['--verbose=yes'], '--verbose takes no value', undefined],
    [['-v', '-o'], '-o wants a value: FILE', undefined],
    [['--output'], '--output wants a value: FILE', undefined],
    [
      ['--recv-size', '5x'],
      '--recv-size "5x" is not bytes, as 5120, 64k or 1M (k = 1024, as in curl; kB = 1000)',
      undefined,
    ],
  ] as const) {
    test(args.join(' '), () => {
      assert.throws(
        () => parsed(...args),
        (error) => {
          assert.ok(isSluiceError(error, 'usage'))
          assert.deepEqual([error.message, error.hint], [problem, suggestion])
          return true
        },
      )
    })
  }
})
