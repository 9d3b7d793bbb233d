// Links a second: this room beside parse5's tree, and BeautifulSoup where Python has it, on the same pages in one run.
//
//     node bench/page/links.ts [megabytes]       default 8; BeautifulSoup gets the first megabyte of them
//
// Each reader gets the bytes in pieces of 65,536, five times in turn; the best run of each counts.
// Times are of the processor, garbage collection included, so that what else the machine does matters little.

import { execFileSync } from 'node:child_process'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { readPage } from '../../src/page/read-page.ts'
import { pages } from './pages.ts'

const url = 'http://example.org/dir/page'
const size = Number(process.argv[2] ?? 8) * 1_000_000
const corpus = pages(size)
const bytes = sum(corpus.map((page) => page.length))

const ours: Result = { links: 0, ms: Infinity }
const tree: Result = { links: 0, ms: Infinity }
for (let n = 0; n < 5; n++) {
  better(ours, () => sum(corpus.map(linksOfOurs)))
  better(tree, () => sum(corpus.map(linksOfTree)))
}
report('sluice', ours, bytes)
report('parse5 tree', tree, bytes)
say(`ratio to parse5: ${(tree.ms / ours.ms).toFixed(1)}`)
const soup = beautifulSoup(corpus.slice(0, Math.ceil(corpus.length / (size / 1_000_000))))
if (soup) {
  report('BeautifulSoup', soup, soup.bytes)
  say(`ratio to BeautifulSoup (html.parser): ${(ours.links / ours.ms / (soup.links / soup.ms)).toFixed(1)}`)
} else say('BeautifulSoup: Python has none (PYTHON names another interpreter)')

function linksOfOurs(page: Uint8Array): number {
  let links = 0
  const reading = readPage({ contentType: 'text/html; charset=utf-8', url, onLink: () => links++ })
  for (let at = 0; at < page.length; at += 65_536) reading.feed(page.subarray(at, at + 65_536))
  reading.end()
  return links
}

function linksOfTree(page: Uint8Array): number {
  let links = 0
  const todo: DefaultTreeAdapterTypes.Node[] = [parse(new TextDecoder().decode(page))]
  for (let node = todo.pop(); node; node = todo.pop()) {
    if ('childNodes' in node) todo.push(...node.childNodes)
    const href = 'tagName' in node && node.tagName === 'a' && node.attrs.find(({ name }) => name === 'href')
    if (href && URL.parse(href.value, url)) links++
  }
  return links
}

interface Result {
  links: number
  ms: number
}

function better(result: Result, run: () => number): void {
  const began = process.cpuUsage()
  result.links = run()
  const { user, system } = process.cpuUsage(began)
  result.ms = Math.min(result.ms, (user + system) / 1000)
}

function beautifulSoup(some: Uint8Array[]): (Result & { bytes: number }) | undefined {
  const program = `import json, sys, time
from urllib.parse import urljoin
from bs4 import BeautifulSoup
pages, links, began = json.load(sys.stdin), 0, time.process_time()
for page in pages:
    for tag in BeautifulSoup(page, 'html.parser')('a'):
        if tag.get('href', None) is not None:
            urljoin('${url}', tag['href'])
            links += 1
print(json.dumps({'links': links, 'ms': (time.process_time() - began) * 1000}))`
  const input = JSON.stringify(some.map((page) => new TextDecoder().decode(page)))
  try {
    const output = execFileSync(process.env['PYTHON'] ?? '/usr/bin/python3', ['-c', program], {
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const { links, ms } = JSON.parse(output.toString()) as Result
    return { links, ms, bytes: sum(some.map((page) => page.length)) }
  } catch {
    return undefined
  }
}

function report(name: string, { links, ms }: Result, length: number): void {
  say(
    `${name.padEnd(14)} ${(length / ms / 1000).toFixed(1).padStart(7)} MB/s ${Math.round((links / ms) * 1000)
      .toString()
      .padStart(8)} links/s  (${links} links)`,
  )
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, n) => all + n, 0)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
