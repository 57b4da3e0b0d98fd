// Counts the headings that name tasks, for telling documents of tasks under headings from lists of boxes.

import {readEntry} from './entry.ts'
import type {Sheet} from './sheet.ts'

/** `### T1: …`, `### Task 1.2 …`: each id once. */
export const countTaskHeadings = ({sections}: Sheet): number => {
  const ids = new Set<string>()
  for (const {heading} of sections) {
    const entry = readEntry(heading)
    if (entry?.isSeparated && entry.id.certain) ids.add(entry.id.id)
  }
  return ids.size
}
