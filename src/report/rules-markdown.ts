// Documents rules for readers of Markdown: one rule with its examples, and the page of all of them.

import type {RuleDocument} from '../graph/rule.ts'
import type {Example} from '../graph/rules/example.ts'
import {reveal} from '../util/display.ts'
import {document, fenced, table} from './markdown.ts'
import {SEVERITY_WORDS} from './severity.ts'

/** The page that `agent-spawn rules --markdown` prints and `docs/rules.md` is. */
export const rulesMarkdown = (rules: readonly RuleDocument[]): string =>
  document([
    '# Rules',
    PREFACE,
    table(
      ['rule', 'severity', 'what it finds'],
      rules.map(({id, severity, summary}) => [`[${id}](#${id})`, SEVERITY_WORDS[severity], summary]),
    ),
    ...rules.map(rule => `## ${rule.id}\n\n${ruleMarkdown(rule).trimEnd()}`),
  ])

const PREFACE = `What \`agent-spawn check\` can tell of a plan. This page is printed by \`agent-spawn rules --markdown\`.

An **error** means that the plan is not run as it stands. Severities are set in \`.conductor/config.yaml\`, for example
\`rules: {title-drift: warning, manual-step: off}\`, except those marked *always*: because of such an error something was left out, so
what would run is not what the plan says.

At one place a rule is silenced by a comment at the end of the line, or alone on the line above it (above a code fence: for the whole
fence), and in a whole document by one anywhere in it. In YAML and in front matter the comment begins with \`#\`.

\`\`\`markdown
**Total Effort:** 40 hours <!-- agent-spawn-ignore total-wrong: with the work of the harbour master -->
<!-- agent-spawn-ignore-file title-drift priority-drift -->
\`\`\`

\`agent-spawn check --fix\` mends what can be mended without a doubt. \`--format sarif\` and \`--format github\` are for code hosts.`

/** Without a heading. */
export const ruleMarkdown = ({severity, isFixed, summary, why, wrong, right}: RuleDocument): string =>
  document([
    `${summary} (${SEVERITY_WORDS[severity]}${isFixed ? ', always' : ''}). ${why}`,
    'Wrong:',
    exampleMarkdown(wrong),
    'Right:',
    exampleMarkdown(right),
  ])

const exampleMarkdown = (example: Example): string => {
  if (typeof example === 'string') return example
  const files = Object.entries(example)
  const only = files.length === 1
  return files
    .map(([file, text]) => `${only ? '' : `\`${file}\`:\n\n`}${fenced(reveal(text), languageOf(file))}`)
    .join('\n\n')
}

const languageOf = (file: string): string =>
  ({md: 'markdown', yaml: 'yaml', json: 'json'})[file.split('.').at(-1) ?? ''] ?? ''
