// The command as one file: dist/cli/main.cjs from src/cli/main.ts. The library stays as tsc emits it.
//
// A start costs what is loaded: the hundred modules of a retrieval take 25 ms to find and link one by one, and
// importing a built-in module by ESM runs every getter of it (node:fs alone brings fs/promises, streams and readline).
// See docs/adr/009-one-file.md.

import { build } from 'esbuild'

await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/cli/main.cjs',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Commands are loaded as in the source: when they are asked for.
  supported: { 'dynamic-import': false },
  // Less to read; names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  // Paths are meant from src/ROOM/FILE.ts, and dist/cli/main.cjs lies as deep.
  define: { 'import.meta.url': 'moduleUrl', 'import.meta.dirname': '__dirname' },
  banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href' },
})
