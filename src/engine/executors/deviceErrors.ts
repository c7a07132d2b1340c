/** Without the source file and the condition that ONNX Runtime puts in front of what went wrong. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^.* was false\. /s, '').trim();
}
