import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PageOptions } from './read-page.ts'
import { deliveries, hex, read, utf8 } from '../../test/page/testing.ts'

/** A document's characters and how they were understood, the same for every delivery. */
function decoded(bytes: Uint8Array, options: PageOptions = {}): { text: string; encoding: string } {
  const answers = new Set<string>()
  for (const pieces of bytes.length > 400 ? [[bytes], cut(bytes, 1000), cut(bytes, 7)] : deliveries(bytes)) {
    let text = ''
    const { encoding } = read(pieces, { ...options, onSource: (piece) => (text += piece) })
    answers.add(
      JSON.stringify({ text, encoding: `${encoding.name} ${encoding.source}${encoding.guess ? ' guess' : ''}` }),
    )
  }
  assert.equal(answers.size, 1, 'every delivery has the same answer')
  return JSON.parse([...answers][0]!) as { text: string; encoding: string }
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, n) => bytes.subarray(n * size, n * size + size))
}

const joined = (...parts: (Uint8Array | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? utf8(part) : part)]))
const cyrillic = hex('cff0e8e2e5f2')
const meta = '<meta charset=windows-1251>'
const filler = '<!-- 26 characters of it. -->'.repeat(60)

test('a byte order mark is believed before Content-Type and <meta>, and is no character', () => {
  const contentType = 'text/html; charset=windows-1251'
  assert.deepEqual(decoded(joined(hex('efbbbf'), meta, 'ž'), { contentType }), {
    text: `${meta}ž`,
    encoding: 'UTF-8 bom',
  })
  assert.deepEqual(decoded(hex('fffe7a00'), { contentType }), { text: 'z', encoding: 'UTF-16LE bom' })
  assert.deepEqual(decoded(hex('feff007a'), { contentType }), { text: 'z', encoding: 'UTF-16BE bom' })
})

test('Content-Type is believed before <meta>, an unknown charset in it is not', () => {
  const page = joined('<meta charset=koi8-r>', cyrillic)
  assert.equal(decoded(page, { contentType: 'text/html; charset="windows-1251"' }).text.slice(-6), 'Привет')
  assert.equal(decoded(page, { contentType: 'text/html; charset=nonsense' }).encoding, 'KOI8-R meta')
})

test('what the caller asks for overrules everything, and must exist', () => {
  assert.equal(decoded(joined('<meta charset=utf-8>', cyrillic), { encoding: 'cp1251' }).encoding, 'windows-1251 asked')
  assert.equal(decoded(joined(meta, cyrillic), { encoding: 'auto' }).encoding, 'windows-1251 meta')
  assert.throws(() => read([], { encoding: 'nonsense' }), /there is no encoding called nonsense/)
})

test('<meta> is obeyed in the first 1,024 bytes even after other characters, in both of its forms', () => {
  assert.equal(decoded(joined('<title>', cyrillic, '</title>', meta)).text, `<title>Привет</title>${meta}`)
  const old = '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">'
  assert.equal(decoded(joined(old, cyrillic)).text, `${old}Привет`)
  assert.equal(decoded(joined('<meta charset=utf-16>', 'ž')).encoding, 'UTF-8 meta')
  assert.equal(decoded(joined('<?xml version="1.0" encoding="windows-1251"?>', cyrillic)).encoding, 'windows-1251 meta')
})

test('<meta> after byte 1,024 is obeyed while all before it is ASCII', () => {
  assert.deepEqual(decoded(joined(filler, meta, cyrillic)), {
    text: `${filler}${meta}Привет`,
    encoding: 'windows-1251 meta',
  })
  const old = '<META content="text/html;charset=windows-1251" HTTP-EQUIV="content-type">'
  assert.equal(decoded(joined(filler, old, cyrillic)).encoding, 'windows-1251 meta')
})

test('undeclared, valid UTF-8 is UTF-8, the rest is windows-1252, and both are a guess', () => {
  assert.deepEqual(decoded(utf8('žluť')), { text: 'žluť', encoding: 'UTF-8 utf-8 guess' })
  assert.deepEqual(decoded(joined(filler, 'žluť')), { text: `${filler}žluť`, encoding: 'UTF-8 utf-8 guess' })
  assert.deepEqual(decoded(joined(filler, hex('4772fcdf65'))), {
    text: `${filler}Grüße`,
    encoding: 'windows-1252 default guess',
  })
})

test('undeclared and all ASCII it is windows-1252, which is no guess', () => {
  assert.equal(decoded(utf8('all ASCII')).encoding, 'windows-1252 default')
  assert.equal(decoded(new Uint8Array(0)).encoding, 'windows-1252 default')
})

test('a page of up to 65,536 bytes is judged whole', () => {
  const late = joined(filler, 'ž'.repeat(15_000), hex('fc'))
  assert.equal(decoded(late).encoding, 'windows-1252 default guess')
})

test('text/plain has no <meta>', () => {
  assert.equal(decoded(joined(meta, 'ž'), { contentType: 'text/plain' }).encoding, 'UTF-8 utf-8 guess')
})

test('broken characters become U+FFFD, also at the end', () => {
  assert.equal(decoded(hex('61c562e2'), { encoding: 'utf-8' }).text, 'a\uFFFDb\uFFFD')
  assert.equal(decoded(utf8('anything'), { encoding: 'iso-2022-kr' }).text, '\uFFFD')
})

test('every encoding of the web decodes its language', () => {
  for (const [name, text, digits] of samples) {
    assert.equal(decoded(hex(digits), { encoding: name }).text, text, name)
    const late = joined(filler, `<meta charset=${name}>`, hex(digits))
    if (!name.startsWith('utf-16')) assert.equal(decoded(late).text.slice(-text.length), text, `${name}, declared late`)
  }
})

test('every label is that of its encoding', () => {
  for (const [name, list] of labels)
    for (const label of list.split(' '))
      assert.equal(read([], { encoding: ` ${label.toUpperCase()}\n` }).encoding.name.toLowerCase(), name, label)
})

// What Python's codecs encode.
const samples: [encoding: string, text: string, bytes: string][] = [
  ['ibm866', 'Привет', '8fe0a8a2a5e2'],
  ['iso-8859-2', 'Žluťoučký', 'ae6c75bb6f75e86bfd'],
  ['iso-8859-3', 'Ĉu ĝi', 'c67520f869'],
  ['iso-8859-4', 'Āčū', 'c0e8fe'],
  ['iso-8859-5', 'Привет', 'bfe0d8d2d5e2'],
  ['iso-8859-6', 'مرحبا', 'e5d1cdc8c7'],
  ['iso-8859-7', 'Καλημέρα', 'cae1ebe7ecddf1e1'],
  ['iso-8859-8', 'שלום', 'f9ece5ed'],
  ['iso-8859-8-i', 'שלום', 'f9ece5ed'],
  ['iso-8859-10', 'Þórr', 'def37272'],
  ['iso-8859-13', 'Žąsis', 'dee0736973'],
  ['iso-8859-14', 'Ŵŷ', 'd0fe'],
  ['iso-8859-15', '10 € œ', '313020a420bd'],
  ['iso-8859-16', 'Țară', 'de6172e3'],
  ['koi8-r', 'Привет', 'f0d2c9d7c5d4'],
  ['koi8-u', 'Їжак', 'b7d6c1cb'],
  ['macintosh', 'Éà', '8388'],
  ['windows-874', 'สวัสดี', 'cac7d1cab4d5'],
  ['windows-1250', 'Žluť', '8e6c759d'],
  ['windows-1251', 'Привет', 'cff0e8e2e5f2'],
  ['windows-1252', '“Grüße” €', '934772fcdf65942080'],
  ['windows-1253', 'Καλή', 'cae1ebde'],
  ['windows-1254', 'Şişli', 'de69fe6c69'],
  ['windows-1255', 'שלום', 'f9ece5ed'],
  ['windows-1256', 'مرحبا', 'e3d1cdc8c7'],
  ['windows-1257', 'Žąsis', 'dee0736973'],
  ['windows-1258', 'Đông', 'd0f46e67'],
  ['x-mac-cyrillic', 'Привет', '8ff0e8e2e5f2'],
  ['gbk', '汉字', 'babad7d6'],
  ['gb18030', '汉字€😀', 'babad7d6a2e39439fc36'],
  ['big5', '漢字', 'ba7ea672'],
  ['euc-jp', '日本語', 'c6fccbdcb8ec'],
  ['iso-2022-jp', '日本語 and', '1b2442467c4b5c386c1b284220616e64'],
  ['shift_jis', '日本語表示', '93fa967b8cea955c8ea6'],
  ['euc-kr', '한국어', 'c7d1b1b9beee'],
  ['utf-8', 'žluť😀', 'c5be6c75c5a5f09f9880'],
  ['utf-16le', 'žluť😀', '7e016c00750065013dd800de'],
  ['utf-16be', 'žluť😀', '017e006c00750165d83dde00'],
]

// Encoding, section 4.2, "Names and labels".
const labels: [encoding: string, labels: string][] = [
  ['utf-8', 'unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8'],
  ['utf-16be', 'unicodefffe utf-16be'],
  ['utf-16le', 'csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le'],
  ['iso-8859-2', 'csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2'],
  ['iso-8859-3', 'csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3'],
  ['iso-8859-4', 'csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4'],
  ['iso-8859-5', 'csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988'],
  [
    'iso-8859-6',
    'arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987',
  ],
  [
    'iso-8859-7',
    'csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek',
  ],
  [
    'iso-8859-8',
    'csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual',
  ],
  ['iso-8859-8-i', 'csiso88598i iso-8859-8-i logical'],
  ['iso-8859-16', 'iso-8859-16'],
  ['koi8-r', 'cskoi8r koi koi8 koi8-r koi8_r'],
  ['koi8-u', 'koi8-ru koi8-u'],
  ['windows-874', 'dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874'],
  ['ibm866', '866 cp866 csibm866 ibm866'],
  ['x-mac-cyrillic', 'x-mac-cyrillic x-mac-ukrainian'],
  ['macintosh', 'csmacintosh mac macintosh x-mac-roman'],
  ['gbk', 'chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk'],
  ['gb18030', 'gb18030'],
  ['big5', 'big5 big5-hkscs cn-big5 csbig5 x-x-big5'],
  ['euc-jp', 'cseucpkdfmtjapanese euc-jp x-euc-jp'],
  ['shift_jis', 'csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis'],
  [
    'euc-kr',
    'cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949',
  ],
  ['iso-2022-jp', 'csiso2022jp iso-2022-jp'],
  ['replacement', 'csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr replacement'],
  ['x-user-defined', 'x-user-defined'],
  ['iso-8859-10', 'csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6'],
  ['iso-8859-13', 'iso-8859-13 iso8859-13 iso885913'],
  ['iso-8859-14', 'iso-8859-14 iso8859-14 iso885914'],
  ['iso-8859-15', 'csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9'],
  ['windows-1250', 'cp1250 windows-1250 x-cp1250'],
  ['windows-1251', 'cp1251 windows-1251 x-cp1251'],
  [
    'windows-1252',
    'ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252',
  ],
  ['windows-1253', 'cp1253 windows-1253 x-cp1253'],
  [
    'windows-1254',
    'cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254',
  ],
  ['windows-1255', 'cp1255 windows-1255 x-cp1255'],
  ['windows-1256', 'cp1256 windows-1256 x-cp1256'],
  ['windows-1257', 'cp1257 windows-1257 x-cp1257'],
  ['windows-1258', 'cp1258 windows-1258 x-cp1258'],
]
