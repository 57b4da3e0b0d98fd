// The format of Kiro's and cc-sdd's `tasks.md`: `- [ ] 1.1 Title` in a tree of numbers, with `_Requirements: …_` and, in cc-sdd,
// `_Depends: …_` under it.

import type {Format} from '../format.ts'
import {holdsNumberedList} from '../numbered-boxes.ts'
import {readNumberedList} from '../numbered-list.ts'
import {readSheet} from '../sheet.ts'

/** A numbered box. */
const BOX =
  /^[ \t>]*[-*+][ \t]+\[[ xX~-]\](?:\\?\*)?[ \t]+(?:\*\*)?\d{1,3}(?:\.\d{1,3}){0,4}\.?(?:\*\*)?[ \t]/m
const META =
  /^[ \t]*(?:[-*+][ \t]+)?[_*](?:Requirements?|Requisitos|Exigences|Anforderungen|需求|要件|要求|요구사항|Depends|Boundary|Validates|Addresses)[ \t]*[:：]/imu
const STARRED = /^[ \t]*[-*+][ \t]+\[[ xX~-]\]\\?\*[ \t]+\d/m
/** A parent with its own box, and a child of that number. */
const PARENT =
  /^[-*+][ \t]+\[[ xX~-]\][ \t]+1\.[ \t][^\n]{0,400}\n(?:[^\n]{0,2000}\n){0,40}?[ \t]*[-*+][ \t]+\[[ xX~-]\](?:\\?\*)?[ \t]+1\.1[ \t.]/m

export const kiro: Format = {
  name: 'kiro',
  looksFor: 'numbered boxes of Kiro ("- [ ] 1.1 Title" with "_Requirements: 1.2_")',
  matches: document => {
    const {text} = document
    const isKiro = BOX.test(text) && (META.test(text) || STARRED.test(text) || PARENT.test(text))
    return isKiro && holdsNumberedList(readSheet(document))
  },
  read: document => readNumberedList(readSheet(document), {order: 'sequential', dash: 'in-progress'}),
}
