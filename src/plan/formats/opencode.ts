// The format of the plans that OpenCode's agents keep: numbered boxes under `## Phase 1: … [IN PROGRESS]`, the one in work marked
// `← CURRENT`.

import type {Format} from '../format.ts'
import {holdsNumberedList} from '../numbered-boxes.ts'
import {readNumberedList} from '../numbered-list.ts'
import {readSheet} from '../sheet.ts'

const PHASE =
  /^ {0,3}#{2,3}[ \t]+Phase[ \t]+\d[^\n[]{0,200}\[(?:IN PROGRESS|PENDING|COMPLETED?|DONE|BLOCKED|CURRENT)\]/im
const CURRENT = /^[ \t]*[-*+][ \t]+\[[ xX~-]\][^\n\r]{1,1000}←[ \t]*CURRENT/m
const BOX = /^[ \t]*[-*+][ \t]+\[[ xX~*/>!-]\][ \t]+(?:\*\*)?\d{1,3}(?:\.\d{1,3}){1,3}[ \t]/m

export const opencode: Format = {
  name: 'opencode',
  looksFor: 'plans of OpenCode ("- [ ] 1.1 Title" under "## Phase 1: Title [IN PROGRESS]")',
  matches: document => {
    const {text} = document
    return (
      BOX.test(text) && (PHASE.test(text) || CURRENT.test(text)) && holdsNumberedList(readSheet(document))
    )
  },
  read: document => readNumberedList(readSheet(document), {order: 'none', dash: 'skipped'}),
}
