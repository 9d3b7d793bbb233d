// Loads the command's bundles (dist/cli), with V8's compiled code for them where this is the V8 that made it: it is kept
// beside them by scripts/compile.ts. Another V8 refuses it and compiles, which takes 12 ms longer.
'use strict'

const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const directory = join(__dirname, '../dist/cli')
const loaded = new Map()

/** What is loaded, with its scripts, for who keeps their code. */
exports.loaded = loaded

/** The exports of a bundle: main.cjs, get.cjs or rest.cjs. */
exports.load = function load(name) {
  const known = loaded.get(name)
  if (known) return known.module.exports
  const filename = join(directory, name)
  // A bundle is ASCII, and one function.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: codeOf(filename) })
  const module = {
    exports: {},
    // What import.meta.url is in a bundle.
    get url() {
      return require('node:url').pathToFileURL(filename).href
    },
  }
  loaded.set(name, { module, script })
  // Packages are found from here as from there.
  const find = (id) => (id.startsWith('./') ? load(id.slice(2)) : require(id))
  script.runInThisContext()(module.exports, find, module, filename, directory)
  return module.exports
}

function codeOf(filename) {
  try {
    return readFileSync(`${filename}.code`)
  } catch {
    return undefined
  }
}
