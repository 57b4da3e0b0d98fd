import {expect, test} from 'vitest'
import {readStatus, trailingStatus} from '../../src/plan/status-marks.ts'

test.each([
  ['[x] Complete', 'done', 'x'],
  ['[ ] Pending', 'todo', ' '],
  ['[pending]', 'todo', 'pending'],
  ['✅ Done', 'done', '✅ Done'],
  ['✅', 'done', '✅'],
  ['📋 Ready', 'todo', 'Ready'],
  ['⏸️ Skipped (manual)', 'skipped', '⏸️ Skipped'],
  ['❌ Todo', 'todo', '❌ Todo'],
  ['**In Progress** (2 of 3)', 'in-progress', 'In Progress'],
  ['COMPLETED | Tests: 23/23', 'done', 'COMPLETED'],
  ['Blocked by T1', 'blocked', 'Blocked'],
  ['deferred', 'skipped', 'deferred'],
  ['Offen', 'todo', 'Offen'],
  ['Abgeschlossen am 3.', 'done', 'Abgeschlossen'],
  ['hecho', 'done', 'hecho'],
  ['未完成', 'todo', '未完成'],
  ['已完成', 'done', '已完成'],
  ['进行中', 'in-progress', '进行中'],
  ['未着手', 'todo', '未着手'],
  ['Openness of data', undefined, undefined],
  ['newer than T1', undefined, undefined],
  ['', undefined, undefined],
])('"%s" begins with %s', (text, value, marked) => {
  const mark = readStatus(text)
  expect([mark?.value, mark && text.slice(mark.at, mark.at + mark.length)]).toEqual([value, marked])
})

test.each([
  ['Title ✅ COMPLETED', 'done', 'Title'],
  ['Title [DONE]', 'done', 'Title'],
  ['Title [x]', 'done', 'Title'],
  ['Title — (in progress)', 'in-progress', 'Title'],
  ['Title ⏳', 'todo', 'Title'],
  ['Title [templates]', undefined, undefined],
  ['Title (6 hours)', undefined, undefined],
  ['We are done', undefined, undefined],
])('"%s" ends with %s', (text, value, before) => {
  const mark = trailingStatus(text)
  expect([mark?.value, mark?.before]).toEqual([value, before])
})
