// The command in three files of dist/cli: main.cjs is its frame, get.cjs the command get, rest.cjs all others. The library
// stays as tsc emits it. The lab's page: dist/lab.
//
// A start costs what is loaded: the hundred modules of a retrieval take 25 ms to find and link one by one, and importing a
// built-in module by ESM runs every getter of it (node:fs alone brings fs/promises, streams and readline). So they are
// bundled to CommonJS. Each file is whole in itself, and has its compiled code beside it (scripts/compile.ts).
// See docs/adr/007-bundled-command.md.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import type { BuildOptions, Plugin } from 'esbuild'

const commands = readdirSync('src/cli/commands')
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => file.replace(/\.ts$/, ''))

/** In the frame a command is not its source but one of the other files. */
const commandsBeside: Plugin = {
  name: 'commands beside',
  setup(bundle) {
    bundle.onResolve({ filter: /^\.\/commands\// }, ({ path }) => ({
      path: path === './commands/get.ts' ? './get.cjs' : './rest.cjs',
      external: true,
    }))
  },
}

/** Each is run when it is first asked for. */
const rest = commands
  .filter((name) => name !== 'get')
  .map(
    (name) =>
      `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('./${name}.ts').${name} })`,
  )

/** What every reading of a page takes, and a table in Parquet. Found and linked one by one, their modules take 40 and 100 ms. */
const readers = [
  '@exodus/bytes',
  'entities',
  'html-encoding-sniffer',
  'hyparquet',
  'hyparquet-writer',
  'whatwg-mimetype',
]

const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Packages

const packages = Object.keys({ ...dependencies, ...optionalDependencies })

interface Packages {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

const common: BuildOptions = {
  bundle: true,
  external: packages,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // What is imported on demand is run on demand.
  supported: { 'dynamic-import': false },
  // Less to read; names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  // Paths are meant from src/ROOM/FILE.ts, and these files lie as deep.
  define: { 'import.meta.url': 'module.url', 'import.meta.dirname': '__dirname' },
  // bin/compiled.cjs runs it as it stands.
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
}

rmSync('dist/cli', { recursive: true, force: true })
await Promise.all([
  build({ ...common, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli/main.cjs', plugins: [commandsBeside] }),
  build({ ...common, entryPoints: ['src/cli/commands/get.ts'], outfile: 'dist/cli/get.cjs' }),
  build({
    ...common,
    external: packages.filter((name) => !readers.includes(name)),
    stdin: { contents: rest.join('\n'), resolveDir: 'src/cli/commands' },
    outfile: 'dist/cli/rest.cjs',
  }),
  build({
    entryPoints: ['page.ts', 'files.ts', 'page.css', 'page.html', 'icon.svg'].map((name) => `src/lab/page/${name}`),
    outdir: 'dist/lab',
    bundle: true,
    loader: { '.html': 'copy', '.svg': 'copy' },
    platform: 'browser',
    target: 'es2023',
    format: 'esm',
    minify: true,
    legalComments: 'none',
  }),
])
// What they print on the way is nobody's business.
execFileSync(process.execPath, ['scripts/compile.ts'], { stdio: ['ignore', 'ignore', 'pipe'] })
