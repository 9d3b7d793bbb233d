// How sluice and its peers are called, as quiet and as plain as each can be.

import { spawnSync } from 'node:child_process'
import { basename, dirname, join } from 'node:path'
import { which } from './launcher.ts'
import type { Contestant, Contestants } from './row.ts'

const launch = join(import.meta.dirname, '../bin/sluice.cjs')

/** One sluice command line, as it is installed: the launcher under this Node. */
export function sluice(...args: string[]): readonly string[] {
  return [process.execPath, launch, ...args]
}

/** A program of bench/peers/. */
export function python(name: string, ...args: string[]): readonly string[] {
  interpreter ??= spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim()
  return [interpreter, '-S', join(import.meta.dirname, 'peers', name), ...args]
}

/** The same of a Python that has these modules, Debian's rather than another; undefined where none has. */
export function pythonWith(modules: readonly string[], name: string, ...args: string[]): readonly string[] | undefined {
  const found = ['/usr/bin/python3', 'python3'].find(
    (program) => spawnSync(program, ['-c', `import ${modules.join(', ')}`]).status === 0,
  )
  return found === undefined ? undefined : [found, join(import.meta.dirname, 'peers', name), ...args]
}

// Not a wrapper that chooses one at each start.
let interpreter: string | undefined

/** Everybody writes `url` to a file in `directory`. */
export function toFile(url: string, directory: string, bytes: number, options: Partial<Options> = {}): Contestants {
  const of = (name: string, argv: (path: string) => readonly string[]): [string, Contestant] => {
    const path = join(directory, `${name}.out`)
    return [name, { argv: argv(path), leaves: { path, bytes } }]
  }
  const { sluice: ours, curl, wget, wget2, aria2c } = { ...none, ...options }
  return Object.fromEntries([
    of('sluice', (path) => sluice('get', '-q', ...ours, '-o', path, url)),
    of('curl', (path) => ['curl', '-sS', ...curl, '-o', path, url]),
    of('wget', (path) => ['wget', '-q', ...wget, '-O', path, url]),
    of('wget2', (path) => ['wget2', '-q', ...wget2, '-O', path, url]),
    // Without --file-allocation=none it writes the file twice.
    of('aria2c', (path) => {
      const where = ['--allow-overwrite=true', '--file-allocation=none', '-d', dirname(path), '-o', basename(path)]
      return ['aria2c', '-q', '--no-conf', ...where, ...aria2c, url]
    }),
  ])
}

/** Everybody who can writes `url` to /dev/null; with options given, those for whom there are some. */
export function toNull(
  url: string,
  options: Partial<Options> = { sluice: [], curl: [], wget: [], wget2: [] },
): Contestants {
  const { sluice: ours, curl, wget, wget2 } = options
  return {
    ...(ours && { sluice: { argv: sluice('get', '-q', ...ours, '-o', '/dev/null', url) } }),
    ...(curl && { curl: { argv: ['curl', '-sS', ...curl, '-o', '/dev/null', url] } }),
    ...(wget && { wget: { argv: ['wget', '-q', ...wget, '-O', '/dev/null', url] } }),
    ...(wget2 && { wget2: { argv: ['wget2', '-q', ...wget2, '-O', '/dev/null', url] } }),
  }
}

/** Options that a row gives them besides. */
interface Options {
  sluice: readonly string[]
  curl: readonly string[]
  wget: readonly string[]
  wget2: readonly string[]
  aria2c: readonly string[]
}

const none: Options = { sluice: [], curl: [], wget: [], wget2: [], aria2c: [] }

/** The options that make each trust an authority. */
export function trusting(file: string): Options {
  return {
    sluice: ['--cacert', file],
    curl: ['--cacert', file],
    wget: [`--ca-certificate=${file}`],
    wget2: [`--ca-certificate=${file}`],
    aria2c: [`--ca-certificate=${file}`],
  }
}

/** The first line of `--version` of each program, and what is not installed. */
export function versions(): { found: Record<string, string>; missing: string[] } {
  const found: Record<string, string> = { node: process.version }
  const missing: string[] = []
  for (const [name, option] of Object.entries(programs)) {
    if (!which(name)) missing.push(name)
    else {
      const { stdout, stderr } = spawnSync(name, [option], { encoding: 'utf8' })
      found[name] = /\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown'
    }
  }
  return { found, missing }
}

const programs = {
  nginx: '-v',
  openssl: 'version',
  python3: '--version',
  curl: '--version',
  wget: '--version',
  wget2: '--version',
  aria2c: '--version',
}
