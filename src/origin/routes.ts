// The paths that are not files: one table, from which help and documentation are made too.

import { STATUS_CODES } from 'node:http'
import { behaviours, readSize, type Behaviour } from './behaviour.ts'
import { bytesContent, generatedContent } from './content.ts'
import { resourceReply, textReply, type Reply } from './reply.ts'
import { fieldOf, type Request } from './request-reader.ts'

export interface Asked {
  request: Request
  behaviour: Behaviour
  query: URLSearchParams
}

interface Route {
  path: string
  means: string
  pattern: RegExp
  /** `parts` are the pattern's groups, percent-decoded. Undefined: nothing is there after all. */
  answer: (asked: Asked, ...parts: string[]) => Reply | undefined
}

const table: Route[] = [
  {
    path: '/bytes/N',
    means: 'N bytes (k, M, G: powers of 1024) that look random and are always the same',
    pattern: /^\/bytes\/([^/]+)$/,
    answer: ({ request, behaviour }, size = '') => generated(request, behaviour, readSize(size)),
  },
  {
    path: '/redirect/N',
    means: 'N redirects, one to the other',
    pattern: /^\/redirect\/(\d{1,6})$/,
    answer: (_, n) =>
      Number(n) > 0
        ? textReply(302, '', ['Location', `/redirect/${Number(n) - 1}`])
        : textReply(200, 'the last of the redirects led here\n'),
  },
  {
    path: '/status/CODE',
    means: 'an answer with this status',
    pattern: /^\/status\/([2-9]\d\d)$/,
    answer: (_, code) => textReply(Number(code), `${code} ${STATUS_CODES[Number(code)] ?? ''}\n`),
  },
  {
    path: '/auth/USER/PASSWORD',
    means: 'a page for whoever has these credentials (Basic)',
    pattern: /^\/auth\/([^/]*)\/([^/]*)$/,
    answer: ({ request }, user, password) =>
      fieldOf(request, 'authorization') === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
        ? textReply(200, `welcome, ${user}\n`)
        : textReply(401, 'credentials, please\n', ['WWW-Authenticate', 'Basic realm="sluice", charset="UTF-8"']),
  },
  {
    path: '/cookies',
    means: 'the cookies that the request brought, as it wrote them',
    pattern: /^\/cookies$/,
    answer: ({ request }) => textReply(200, `${fieldOf(request, 'cookie') ?? ''}\n`),
  },
  {
    path: '/cookies/set?NAME=VALUE',
    means: 'sets these cookies and redirects to /cookies',
    pattern: /^\/cookies\/set$/,
    answer: ({ query }) =>
      textReply(
        302,
        '',
        ['Location', '/cookies'],
        ...[...query].map(([n, v]) => ['Set-Cookie', `${n}=${v}; Path=/`] as const),
      ),
  },
  {
    path: '/echo',
    means: 'the request, byte for byte as it was received',
    pattern: /^\/echo$/,
    answer: ({ request }) => ({ ...textReply(200, ''), content: bytesContent(request.raw) }),
  },
  {
    path: '/help',
    means: 'this table and the one of the query parameters',
    pattern: /^\/help$/,
    answer: () => textReply(200, originHelp()),
  },
]

/** What these paths answer; undefined for others. */
export function routeReply(path: string, asked: Asked): Reply | undefined {
  for (const { pattern, answer } of table) {
    const match = pattern.exec(path)
    if (match) return answer(asked, ...match.slice(1).map(decodeURIComponent))
  }
  return undefined
}

/** The table, for help and documentation. */
export const routes: { path: string; means: string }[] = table.map(({ path, means }) => ({ path, means }))

/** Both tables as text, a line each. */
export function originHelp(): string {
  const parameters = behaviours.map(({ name, value, means }): [string, string] => [
    value ? `${name}=${value}` : name,
    means,
  ])
  return `Paths:\n${lines(routes.map(({ path, means }) => [path, means]))}
Query parameters, at any path; the server
${lines(parameters)}
PLACE is a number of bytes from the reply's first, head included, or body+BYTES.
TIME is 250ms, 0.25s or 0.25. BYTES may end in k, M or G, powers of 1024.
`
}

function lines(rows: [string, string][]): string {
  return rows.map(([name, means]) => `  ${name.padEnd(26)} ${means}\n`).join('')
}

function generated(request: Request, behaviour: Behaviour, size: number | undefined): Reply | undefined {
  if (size === undefined) return undefined
  const seed = behaviour.seed ?? 0
  const fields = [
    ['Last-Modified', new Date(Date.UTC(2018, 3, 11) + seed * 1000).toUTCString()],
    ['ETag', `"${size.toString(16)}-${seed.toString(16)}"`],
    ['Content-Type', 'application/octet-stream'],
  ] as const
  return resourceReply({ fields: [...fields], content: generatedContent(size, seed) }, request, behaviour)
}
