import {expect, test} from 'vitest'
import {readShellSteps} from '../../src/plan/shell-steps.ts'

/** `name | command`, with the kind in front where it is no ordinary check. */
const steps = (...lines: string[]): string[] =>
  readShellSteps(lines, (row, column) => ({file: 'plan.md', line: row + 1, column: column + 1})).map(
    ({name, command, kind, expect: wanted}) =>
      `${kind === 'check' ? '' : `${kind}: `}${wanted === 'failure' ? 'fails: ' : ''}${name} | ${command}`,
  )

test('S003-13: comments name the steps, blank lines do not part them', () => {
  expect(
    steps(
      'cd api',
      'npm ci',
      '',
      'npm run build',
      '',
      '# Run the tests',
      'npm test',
      '# Lint',
      'npm run lint',
    ),
  ).toEqual(['cd api | cd api\nnpm ci\n\nnpm run build', 'Run the tests | npm test', 'Lint | npm run lint'])
})

test('comments that follow each other name one step; comments alone are for a person', () => {
  expect(steps('# Look at the page', '# and at its footer', '', '# Build', '# twice', 'make')).toEqual([
    'manual: Look at the page; and at its footer | ',
    'Build; twice | make',
  ])
})

test('a comment under a command that states an expectation is for a person', () => {
  expect(
    steps(
      '# Ask',
      'curl a',
      '# Expected: 404',
      'curl b',
      '# Should have: a body',
      '',
      '# Expected use',
      'true',
    ),
  ).toEqual([
    'Ask | curl a',
    'manual: Expected: 404 | ',
    'curl b | curl b',
    'manual: Should have: a body | ',
    'Expected use | true',
  ])
})

test('S003-29: what should fail is a step of its own', () => {
  expect(steps('# Bad input', 'cd api', 'node cli.js --bad  # Should fail', 'node cli.js')).toEqual([
    'cd api | cd api',
    'fails: Bad input | node cli.js --bad  # Should fail',
    'node cli.js | node cli.js',
  ])
  expect(steps('# Should fail', 'cd api', 'node a.js', 'node b.js', '', 'node c.js')).toEqual([
    'cd api | cd api',
    'fails: Should fail | node a.js',
    'fails: node b.js | node b.js',
    'node c.js | node c.js',
  ])
  expect(steps('node a.js', '# must fail', '', 'node b.js')).toEqual([
    'fails: node a.js | node a.js',
    'node b.js | node b.js',
  ])
})

test('what does not end stands alone, and the comment names it', () => {
  expect(
    steps('# Start the server', 'export PORT=1', 'npm run dev', 'curl localhost:1', '# Log', 'tail -f a.log'),
  ).toEqual([
    'export PORT=1 | export PORT=1',
    'background: Start the server | npm run dev',
    'curl localhost:1 | curl localhost:1',
    'background: Log | tail -f a.log',
  ])
})

test('opening a page is for a person', () => {
  expect(
    steps('open http://localhost:1', 'xdg-open a.html', 'start http://localhost:1', 'start-server'),
  ).toEqual([
    'manual: open http://localhost:1 | open http://localhost:1',
    'manual: xdg-open a.html | xdg-open a.html',
    'manual: start http://localhost:1 | start http://localhost:1',
    'start-server | start-server',
  ])
})

test.each([
  ['quotes', ['node -e "', '# no comment', "it's", '"']],
  ['single quotes', ["awk '", '# no comment', "'"]],
  ['a here-document', ['cat > a <<EOF', '# no comment', 'if "', 'EOF']],
  ['an indented here-document', ["cat <<-'END'", '# no comment', '\tEND']],
  ['a continuation', ['curl -sf \\', '  -H a', '']],
  ['an operator at the end', ['a &&', '# still the same command', 'b']],
  ['a loop', ['for f in a b; do', '# no new step', 'cat "$f"', 'done']],
  ['a condition', ['if test -f a', 'then', '# no new step', 'cat a', 'fi']],
  ['a function', ['check() {', '# no new step', 'true', '}']],
  ['a subshell', ['(', '# no new step', 'cd a', ')']],
  ['a substitution', ['x="$(', '# no new step', 'echo ")"', ')"']],
  ['a case', ['case $a in', '# no new step', '  b) true ;;', 'esac']],
  ['arithmetic', ['x=$((1 <<', '2))']],
])('a command goes on over its lines: %s', (_, lines) => {
  expect(steps(...lines, '# Next', 'true')).toEqual([
    `${lines[0]} | ${lines.join('\n').trimEnd()}`,
    'Next | true',
  ])
})

test('an indented comment between commands is no step', () => {
  expect(steps('a', '  # aside', 'b')).toEqual(['a | a\n\nb'])
})

test('every step is located by its first line', () => {
  const located = readShellSteps(['', '  a', '# B', 'b'], (row, column) => ({
    file: 'f',
    line: row + 1,
    column: column + 1,
  }))
  expect(located.map(({location}) => location)).toEqual([
    {file: 'f', line: 2, column: 3},
    {file: 'f', line: 3, column: 1},
  ])
})

test('nothing gives nothing', () => expect(steps('', '  ')).toEqual([]))
