// sluice tags: the parts of each tag of a name, or of what a selector selects. The book's urllink2.py.

import { SluiceError } from '../../errors.ts'
import { bookLines } from '../../page/book-tag.ts'
import { elementText } from '../../page/element-text.ts'
import { select } from '../../page/select.ts'
import { ELEMENT_KEPT } from '../../page/tags.ts'
import type { Element } from '../../page/tags.ts'
import { plural } from '../../render/units.ts'
import { command } from '../command.ts'
import { readDocument } from '../document.ts'
import { readingGroups, rowForm } from '../document-flags.ts'
import { listed } from '../listed.ts'
import { sourceOf } from '../source.ts'
import { Whole } from '../whole.ts'

const parts = {
  title: 'Tags',
  flags: {
    select: { kind: 'text', value: 'CSS', about: 'what this selector selects, instead of a NAME' },
    attr: {
      kind: 'text',
      value: 'NAME',
      repeat: true,
      about: "print this attribute's value; of several a tab between them",
    },
    text: { kind: 'switch', about: 'print the text in it' },
    html: { kind: 'switch', about: 'print the markup between its tags' },
    book: { kind: 'switch', about: "print TAG, URL, Contents and Attrs as the book's urllink2.py" },
  },
} as const

export const tags = command({
  operands: 'NAME|SELECTOR URL|FILE|-',
  more: 'Prints the markup of each, as it is in the page. Names are found while the page arrives; a selector needs the whole page, of at most 4194304 characters.',
  groups: readingGroups(parts, rowForm),
  examples: [
    ['sluice tags --book a http://www.dr-chuck.com/page1.htm', "the book's urllink2.py"],
    ['sluice tags --attr src --attr alt img http://www.dr-chuck.com', 'two attributes of every picture'],
    ["sluice tags --text 'main > p:first-child' page.html", 'by selector, from a file'],
  ],
  async run({ values, operands }, context) {
    const what = values.select ?? operands[0]
    if (what === undefined)
      throw new SluiceError('usage', { problem: 'there is no tag to look for', suggestion: 'sluice tags NAME URL' })
    const source = await sourceOf(values.select === undefined ? operands.slice(1) : operands, context)
    const isName = values.select === undefined && /^[a-z][\w-]*$/i.test(what)
    const reading = listed<Row>(values, () => {
      const whole = new Whole('a selector')
      let cut = 0
      return {
        name: 'tags',
        columns: values.attr.length > 0 ? attributeColumns(values.attr) : columns,
        line: lineOf(values),
        page: (tell) => {
          const onTag = (element: Element) => {
            if (element.cut) cut++
            if (hasAny(element, values.attr)) tell(new Row(element))
          }
          return isName ? { tags: [what], onTag } : { onSource: whole.add }
        },
        async end(_, tell) {
          if (isName) return
          for (const element of await select(whole.text, what)) if (hasAny(element, values.attr)) tell(new Row(element))
        },
        notes: () =>
          cut === 0 ? [] : [`${plural(cut, 'tag')} cut: longer than ${ELEMENT_KEPT} characters or too deep`],
      }
    })
    return readDocument(source, values, context, reading)
  },
})

/** An element with its text, which is found out only where it is wanted. */
class Row {
  readonly element: Element

  constructor(element: Element) {
    this.element = element
  }

  get text(): string {
    return elementText(this.element)
  }

  toJSON(): Record<string, unknown> {
    const { name, attributes, markup, contents, at } = this.element
    return { name, attributes: Object.fromEntries(attributes), markup, contents, text: this.text, at }
  }
}

const columns = {
  name: ({ element }: Row) => element.name,
  attributes: ({ element }: Row) => Object.fromEntries(element.attributes),
  text: (row: Row) => row.text,
  markup: ({ element }: Row) => element.markup,
}

function attributeColumns(names: readonly string[]): Record<string, (row: Row) => string> {
  return Object.fromEntries(
    names.map((name) => [name, ({ element }) => element.attributes.get(name.toLowerCase()) ?? '']),
  )
}

const hasAny = ({ attributes }: Element, names: readonly string[]) =>
  names.length === 0 || names.some((name) => attributes.has(name.toLowerCase()))

function lineOf(values: { attr: string[]; text: boolean; html: boolean; book: boolean }): (row: Row) => string {
  const cells = Object.values(attributeColumns(values.attr))
  if (cells.length > 0) return (row) => cells.map((cell) => cell(row)).join('\t')
  if (values.book) return ({ element }) => bookLines(element)
  if (values.text) return (row) => row.text
  return ({ element }) => (values.html ? element.contents : element.markup)
}
