import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {RULES} from '../../src/graph/lint.ts'
import {ruleMarkdown, rulesMarkdown} from '../../src/report/rules-markdown.ts'
import {printRule, printRules} from '../../src/report/rules-text.ts'
import {PLAIN} from '../../src/report/style.ts'

test('docs/rules.md is what `agent-spawn rules --markdown` prints', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/rules.md'), 'utf8')
  expect(page, 'run: agent-spawn rules --markdown > docs/rules.md').toBe(rulesMarkdown(RULES))
})

const ruleOf = (id: string) => {
  const rule = RULES.find(rule => rule.id === id)
  if (rule === undefined) throw new Error(`there is no rule ${id}`)
  return rule
}

test('a document with a code fence stands in a longer one, and what cannot be seen is shown', () => {
  expect(ruleMarkdown(ruleOf('unclosed-fence'))).toContain('````markdown\n### T1')
  expect(ruleMarkdown(ruleOf('binary-file'))).toContain('### T1: Lay the keel\\x00\n')
  expect(ruleMarkdown(ruleOf('dead-section'))).toContain('`graph.yaml`:\n\n```yaml\ntasks:')
})

test('on a terminal a rule has a line, or its examples', () => {
  expect(printRules([ruleOf('cycle'), ruleOf('title-drift')], PLAIN)).toBe(
    'cycle        error    Tasks or groups wait for each other\n' +
      'title-drift  note     A task has different names in two places\n',
  )
  expect(printRule(ruleOf('total-wrong'), PLAIN)).toBe(`total-wrong (warning)

The stated total effort is not the sum of the efforts. The number was right once, and somebody may plan with it.

wrong
  **Total Effort:** 4 hours

  ### T1: Lay the keel (2 hours)
  **Verify:** \`test -d keel\`

  ### T2: Raise the mast (3 hours)
  **Verify:** \`test -d mast\`

right
  **Total Effort:** 5 hours

  ### T1: Lay the keel (2 hours)
  **Verify:** \`test -d keel\`

  ### T2: Raise the mast (3 hours)
  **Verify:** \`test -d mast\`
`)
  expect(printRule(ruleOf('too-large'), PLAIN)).toContain('wrong\n  A document of more than 8 MiB.\n')
})
