import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSluiceError } from '../errors.ts'
import { readTranscript, transcriptFacts } from '../trace/transcript.ts'
import { explanation } from './explanation.ts'

const header2018 = 'Header length 393\nHTTP/1.1 200 OK\nContent-Length: 230210\nContent-Type: image/jpeg\n'
const header2013 = 'Header length 240\nHTTP/1.1 200 OK\nContent-Length: 70057\n'

/** The book's printouts, with its own ellipses. */
const book = {
  2013: `$ python urljpeg.py\n2920 2920\n1460 4380\n1460 5840\n1460 7300\n...\n1460 62780\n1460 64240\n2920 67160\n1460 68620\n1681 70301\n${header2013}`,
  '2013, slowly': `1460 1460\n5120 6580\n5120 11700\n...\n5120 62900\n5120 68020\n2281 70301\n${header2013}`,
  2018: `5120 5120\n5120 10240\n4240 14480\n5120 19600\n...\n5120 214000\n3200 217200\n5120 222320\n5120 227440\n3167 230607\n${header2018}`,
  '2018, slowly': `5120 5120\n5120 10240\n5120 15360\n...\n5120 225280\n5120 230400\n207 230607\n${header2018}`,
}

test('a transcript of a million reads', () => {
  const { reads } = readTranscript(Array.from({ length: 1e6 }, (_, i) => `10 ${(i + 1) * 10}`).join('\n'), 'x')
  assert.equal(transcriptFacts({ reads, gaps: [] }).full, 1e6)
})

const shows: [of: string, text: string, says: RegExp[], not?: RegExp][] = [
  [
    "the book's run of 2013: whole segments of 1,460",
    book[2013],
    [
      /^70301 bytes in all: 240 of header, 4 of the blank line, 70057 of body, as Content-Length says\.$/m,
      /^The lines left out are 54020 bytes\.$/m,
      /^Segments of 1460 bytes .*: 8 of the 8 times /m,
      /^No size recurs as the most that was asked for/m,
    ],
    /initial window|ran dry/,
  ],
  [
    "the book's run of 2013 with a quarter of a second: one segment, then full reads",
    book['2013, slowly'],
    [
      /exactly 9 full reads of 5120/,
      /^4 of the 6 reads shown/m,
      /^Segments of 1460 bytes/m,
      /ran dry after 1460 \(1 × 1460\) bytes/,
    ],
  ],
  [
    "the book's run of 2018: the initial window, and the buffer dry at 150 segments",
    book[2018],
    [
      /^230607 bytes in all: 393 of header, 4 of the blank line, 230210 of body, as Content-Length says\.$/m,
      /no whole number of full reads, so some of them were partial/,
      /^Segments of 1448 bytes .*: 2 of the 2 times /m,
      /^The first 14480 bytes, 10 × 1448, are the initial window/m,
      /ran dry after 14480 \(10 × 1448\), 217200 \(150 × 1448\) bytes/,
    ],
  ],
  [
    "the book's run of 2018 with a quarter of a second: the buffer was never dry",
    book['2018, slowly'],
    [
      /exactly 40 full reads of 5120/,
      /more was always waiting\. The program was slower/,
      /The size of a segment does not show/,
    ],
    /Segments of|ran dry/,
  ],
  [
    'sizes that no segment explains',
    '700 700\n300 1000\n77 1077\n',
    [/^Nothing fits/m, /^1077 bytes in all\. How much/m],
  ],
  [
    'an answer that was cut',
    `5120 5120\n5120 10240\n800 11040\n${header2018}`,
    [/Content-Length says 230210: 219567 are missing\./],
  ],
  [
    'one read',
    '397 397\nHeader length 393\n',
    [/393 of header, 4 of the blank line, 0 of body\.$/m, /^One read took it all\.$/m],
    /Nothing fits/,
  ],
  ['the last of two answers', `300 300\n${header2013}${book['2018, slowly']}`, [/^230607 bytes in all: 393/m]],
  [
    'a small buffer that fills and empties',
    '4096 4096\n4096 8192\n1000 9192\n4096 13288\n4096 17384\n1000 18384\n4096 22480\n4096 26576\n1000 27576\n4096 31672\n4096 35768\n1000 36768\n9 36777\n',
    [/Each time 9192 bytes had come since the time before/],
  ],
]

for (const [of, text, says, not] of shows) {
  test(of, () => {
    const lines = readTranscript(text, 'reads.txt')
    const said = explanation(lines, transcriptFacts(lines))
    for (const sentence of says) assert.match(said, sentence)
    if (not) assert.doesNotMatch(said, not)
  })
}

test('lines that a person left out without a mark are noticed', () => {
  const { gaps } = readTranscript('5120 5120\n5120 20480\n', 'reads.txt')
  assert.deepEqual(gaps, [1])
})

test('totals that do not add up, and what is no transcript, are one clear line', () => {
  const refused = (text: string, says: RegExp) =>
    assert.throws(
      () => readTranscript(text, 'reads.txt'),
      (error) => isSluiceError(error, 'bad-trace') && says.test(error.message),
    )
  refused('5120 5120\n5120 8000\n', /^reads.txt, line 2: 5120 more than 5120 is 10240, not 8000$/)
  refused('', /line 1: here is no transcript/)
  refused('5 4\n', /line 1: 5 more than 0 is 5, not 4/)
})
