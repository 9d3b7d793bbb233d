// Who may import whom. The table is the house's plan; the test reads the imports and holds them against it.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'

const source = fileURLToPath(new URL('../src', import.meta.url))

/** A room: what it may import of the others, and whether it is pure (no I/O, no clock; runs in a browser). */
interface Room {
  mayImport: string[]
  /** Only their types: nothing of them runs there. */
  mayImportTypesOf?: string[]
  /** Single files of other rooms. */
  mayImportFiles?: string[]
  pure?: true
}

const below = ['clock', 'errors', 'version', 'http', 'trace', 'net', 'sink']
const everything = [...below, 'page', 'verdict', 'render', 'retrieve', 'store', 'bulk', 'crawl', 'origin']

const rooms: Record<string, Room> = {
  clock: { mayImport: [] },
  errors: { pure: true, mayImport: [] },
  version: { pure: true, mayImport: [] },
  http: { pure: true, mayImport: ['errors'] },
  page: { pure: true, mayImport: ['errors'] },
  trace: { pure: true, mayImport: ['errors'], mayImportTypesOf: ['http'] },
  // One function prints each unit, in sentences of evidence too.
  verdict: { pure: true, mayImport: ['errors', 'trace'], mayImportFiles: ['render/units.ts'] },
  render: { pure: true, mayImport: ['errors', 'trace', 'verdict'], mayImportTypesOf: ['sink'] },
  net: { mayImport: ['clock', 'errors', 'http'], mayImportTypesOf: ['trace'] },
  sink: { mayImport: ['clock', 'errors', 'http'] },
  // src/retrieve.ts knows the order of things; src/retrieve/ holds the things.
  retrieve: { mayImport: below },
  store: { mayImport: ['errors'] },
  bulk: { mayImport: [...below, 'retrieve', 'page', 'store'] },
  // The picture of the graph counts as people do.
  crawl: { mayImport: [...below, 'retrieve', 'page', 'store', 'bulk'], mayImportFiles: ['render/units.ts'] },
  origin: { mayImport: ['errors', 'http', 'net', 'trace'] },
  lab: { mayImport: everything },
  // A command starts the lab.
  cli: { mayImport: everything, mayImportFiles: ['lab/lab.ts'] },
  // The package's entry point for programs.
  index: { mayImport: everything },
}

/** Where a thing may be used at all. */
const reserved: [thing: string, pattern: RegExp, where: RegExp][] = [
  ['koffi', /\bkoffi\b(?=')/, /^net\/kernel\//],
  ['process.exit, stdin and stdout', /\bprocess\.(?:exit|exitCode|stdin|stdout|stderr|argv)\b/, /^(?:cli|lab)\//],
  ['the environment', /\bprocess\.env\b/, /^(?:cli|lab)\//],
  ['console', /\bconsole\./, /^(?:lab\/|store\/turn\.ts$)/],
]

interface Import {
  from: string
  to: string
  typesOnly: boolean
  /** Not before it is needed: `import(…)`. */
  later: boolean
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .toSorted()
const code = new Map(files.map((path) => [path, withoutComments(readFileSync(join(source, path), 'utf8'))]))
const imports = files.flatMap((path) => importsOf(path, code.get(path)!))

test('every file stands in a room of the table', () => {
  assert.ok(files.length > 50)
  assert.deepEqual(
    files.filter((path) => !rooms[roomOf(path)]),
    [],
  )
})

test('a room imports what the table allows, and nothing else', () => {
  const forbidden = imports.filter(({ from, to, typesOnly }) => {
    if (!to.startsWith('src/')) return false
    const [here, there] = [roomOf(from), roomOf(to.slice('src/'.length))]
    const { mayImport, mayImportTypesOf = [], mayImportFiles = [] } = rooms[here]!
    return (
      here !== there &&
      !mayImport.includes(there) &&
      !(typesOnly && mayImportTypesOf.includes(there)) &&
      !mayImportFiles.includes(to.slice('src/'.length))
    )
  })
  assert.deepEqual(forbidden.map(told), [])
})

test('a pure room imports nothing of the platform', () => {
  const impure = imports.filter(({ from, to }) => rooms[roomOf(from)]!.pure && isBuiltIn(to))
  assert.deepEqual(impure.map(told), [])
})

test('a pure room reads no clock, no chance and no global of Node', () => {
  const globals =
    /\b(?:Date\.now|new Date\(\)|performance\.|Math\.random|setTimeout|setInterval|setImmediate|queueMicrotask|Buffer\b|process\.|fetch\()/
  assert.deepEqual(
    files.filter((path) => rooms[roomOf(path)]!.pure && globals.test(code.get(path)!)),
    [],
  )
})

for (const [thing, pattern, where] of reserved) {
  test(`${thing}: used only where the table says`, () => {
    assert.deepEqual(
      files.filter((path) => pattern.test(code.get(path)!) && !where.test(path)),
      [],
    )
  })
}

test('no file imports itself in a circle', () => {
  const next = new Map(files.map((path) => [path, [] as string[]]))
  // Types are gone when it runs, and what is loaded later meets what is there: a list may load what reads the list.
  for (const { from, to, typesOnly, later } of imports)
    if (to.startsWith('src/') && !typesOnly && !later) next.get(from)!.push(to.slice('src/'.length))
  const done = new Set<string>()
  const visit = (path: string, way: string[]): string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path]
    if (done.has(path)) return undefined
    for (const then of next.get(path) ?? []) {
      const circle = visit(then, [...way, path])
      if (circle) return circle
    }
    done.add(path)
    return undefined
  }
  for (const path of files) assert.equal(visit(path, [])?.join(' → '), undefined)
})

test('no file exports by default, and none passes others on but the entry points', () => {
  const entries = ['index.ts', 'http/index.ts', 'cli/main.ts']
  assert.deepEqual(
    files.filter((path) => /^export default\b/m.test(code.get(path)!)),
    [],
  )
  assert.deepEqual(
    files.filter((path) => /^export \*/m.test(code.get(path)!) && !entries.includes(path)),
    [],
  )
})

test('no file is longer than 300 lines', () => {
  const lines = (path: string) => readFileSync(join(source, path), 'utf8').split('\n').length - 1
  assert.deepEqual(
    files.filter((path) => lines(path) > 300).map((path) => `${path}: ${lines(path)}`),
    [],
  )
})

// `http/index.ts` is in http; `retrieve.ts` is in retrieve.
function roomOf(path: string): string {
  return path.split('/')[0]!.replace(/\.ts$/, '')
}

// Static, dynamic and type imports, re-exports and require(); a module of ours as its path under src/.
function importsOf(from: string, text: string): Import[] {
  const statements = /\b(?:import|export)\b(\s+type\b)?([^'"`;()]*?)\bfrom\s*'([^']+)'/g
  const bare = /\bimport\s*'([^']+)'/g
  const calls = /(typeof\s+)?\bimport\(\s*'([^']+)'\s*\)|\brequire\w*(?:\([^()]*\))?\(\s*'([^']+)'\s*\)/g
  const found = [
    ...text
      .matchAll(statements)
      .map(([, type, names = '', to]) => ({ to: to!, typesOnly: !!type || onlyTypes(names), later: false })),
    ...text.matchAll(bare).map(([, to]) => ({ to: to!, typesOnly: false, later: false })),
    ...text
      .matchAll(calls)
      .map(([, type, to, required]) => ({ to: (to ?? required)!, typesOnly: !!type, later: true })),
  ]
  return found.map(({ to, ...how }) => ({ from, to: resolved(from, to), ...how }))
}

// `{ type A, type B }`
function onlyTypes(names: string): boolean {
  const inside = /^\s*\{([^}]*)\}\s*$/.exec(names)?.[1]
  return (
    inside !== undefined &&
    inside
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .every((name) => name.startsWith('type '))
  )
}

function resolved(from: string, to: string): string {
  return to.startsWith('.') ? `src/${relative(source, join(source, dirname(from), to))}` : to
}

function isBuiltIn(module: string): boolean {
  return module.startsWith('node:') || builtinModules.includes(module)
}

const told = ({ from, to, typesOnly }: Import) => `${from} imports ${to}${typesOnly ? ' (types)' : ''}`

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
}
