// Pages to read: navigation, prose, tables, scripts and comments in the proportions of real pages, which have about a link per
// kilobyte.

/** Pages of 60 KB, as many as make up `least` bytes. */
export function pages(least: number): Uint8Array[] {
  const made: Uint8Array[] = []
  for (let length = 0; length < least; length += made.at(-1)!.length) made.push(page(made.length, 60))
  return made
}

/** One page of about `bytes`. */
export function largePage(bytes: number): Uint8Array {
  return page(1, Math.ceil(bytes / 1000))
}

/** Lines of about a hundred characters, as many as make up `bytes`. */
export function text(bytes: number): string {
  return `${prose}\n`.repeat(Math.ceil(bytes / prose.length))
}

const prose =
  'Arise fair sun and kill the envious moon, who is already sick and pale with grief &mdash; žluťoučký kůň. '

function page(seed: number, parts: number): Uint8Array {
  const numbers = Array.from({ length: parts }, (_, n) => seed * parts + n)
  return new TextEncoder()
    .encode(`<!DOCTYPE html><html><head><meta charset=utf-8><title>Page ${seed}</title><style>a > b { color: red }</style></head><body><ul>
${numbers
  .slice(0, parts / 2)
  .map(item)
  .join('')}</ul>${numbers.map(part).join('')}</body></html>`)
}

const item = (n: number) =>
  `<li class="nav-item item-${n % 7}"><a class="nav-link" href="/section/${n}/index.html?from=nav&amp;n=${n}" title="Section ${n}">Section ${n}</a></li>\n`

const part = (n: number) =>
  `<!-- part ${n} --><div class="part" id="p${n}"><h2>Part ${n}</h2><p>${prose.repeat(3)}<a href='https://host${n % 99}.example/${n}' rel="nofollow">see <b>there</b></a>, ${prose}</p>
<table><tr><td>${n}</td><td>${n * n}</td></tr></table><img src="i/${n}.png" alt="picture ${n}"><script>var x = ${n}; if (x < 3) { document.write("<a href='no'>") }</script></div>\n`
