// Makes text of unknown origin safe to show on a terminal: nothing in it can move the cursor, colour, hide or reorder.
// Every such text passes here, once, just before it is shown.

/** What a terminal would obey instead of show. Each alternative is linear: no class holds a character that begins another. */
const SEQUENCES = [
  // OSC, DCS, SOS, PM, APC with their terminator. Without one only the introducer goes, so that nothing can hide behind it.
  String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0080-\u009f\n]*(?:\u0007|\u001b\\|\u009c)`,
  // CSI: parameters, intermediates, final.
  String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?`,
  // Any other escape.
  String.raw`\u001b[ -/]*[0-~]?`,
]

/** C0 but newline and tab, DEL, C1, and the marks, embeddings, overrides and isolates that reorder bidirectional text. */
const UNSAFE = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]`

const stripped = new RegExp([...SEQUENCES, UNSAFE].join('|'), 'g')
const unsafe = new RegExp(UNSAFE, 'g')

/** The text without control sequences, control characters (newline and tab stay) and bidirectional controls. */
export const display = (text: string): string => text.replace(stripped, '')

/** The same for text that has one line: newlines and tabs become spaces. */
export const displayLine = (text: string): string => display(text).replace(/[\n\t]/g, ' ')

/** The text with the same characters made visible, `\x1b` for an escape: for what a person is asked to approve. */
export const reveal = (text: string): string => text.replace(unsafe, visible)

const visible = (character: string): string => {
  const code = character.charCodeAt(0)
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`
}
