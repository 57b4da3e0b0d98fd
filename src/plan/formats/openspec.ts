// The format of OpenSpec's `tasks.md`: sections `## 1. …` of boxes `- [ ] 1.1 Title`, with dependencies in brackets, in points or
// in bold fields under them, or in a map at the end.

import type {Format} from '../format.ts'
import {holdsNumberedList} from '../numbered-boxes.ts'
import {readNumberedList} from '../numbered-list.ts'
import {readSheet, type Sheet} from '../sheet.ts'
import {countTaskHeadings} from '../task-headings.ts'
import {readBoxes} from '../task-list.ts'

const BOX =
  /^[ \t>]*[-*+][ \t]+\[[ xX~*/>!-]\][ \t]+(?:\*\*)?(?:\[\d{1,3}(?:\.\d{1,3}){0,4}\]|\d{1,3}(?:\.\d{1,3}){1,4}\.?(?:\*\*)?[ \t:]|\d{1,3}[.)][ \t])/m
const SECTION =
  /^ {0,3}##[ \t]+(?:\d{1,3}[.)]?|(?:Phase|Stage)[ \t]\d{1,3}[:.]?)[ \t][^\n]*\n(?:[ \t]*\n){0,3}[-*+][ \t]+\[[ xX~-]\][ \t]/m

export const openspec: Format = {
  name: 'openspec',
  looksFor: 'OpenSpec\'s tasks ("- [ ] 1.1 Title" under "## 1. Section")',
  matches: document =>
    BOX.test(document.text)
      ? holdsNumberedList(readSheet(document))
      : SECTION.test(document.text) && holdsBoxes(readSheet(document)),
  read: document => readNumberedList(readSheet(document), {order: 'none', dash: 'skipped'}),
}

/** Without numbers, boxes are tasks only where no heading is one. */
const holdsBoxes = (sheet: Sheet): boolean => countTaskHeadings(sheet) === 0 && readBoxes(sheet).length > 0
