import {expect, test} from 'vitest'
import {lineDiff} from '../../src/report/line-diff.ts'

const text = (marks: string): string => [...marks].map((mark, index) => `${index + 1} ${mark}\n`).join('')

test('changes that are near share a hunk, and others have their own', () => {
  expect(lineDiff('plan.md', text('a.........b.c'), text('A.........B.C'))).toBe(`--- a/plan.md
+++ b/plan.md
@@ -1,4 +1,4 @@
-1 a
+1 A
 2 .
 3 .
 4 .
@@ -8,6 +8,6 @@
 8 .
 9 .
 10 .
-11 b
+11 B
 12 .
-13 c
+13 C
`)
})

test('a last line without an end is marked as git marks it', () => {
  expect(lineDiff('a', 'x\n[ ] y', 'x\n[x] y')).toBe(
    '--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-[ ] y\n\\ No newline at end of file\n+[x] y\n\\ No newline at end of file\n',
  )
})

test('nothing changed is nothing', () => {
  expect(lineDiff('a', 'x\n', 'x\n')).toBe('')
})
