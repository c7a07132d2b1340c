/** Shows what a run does before it trains: a line for each thing, and how far it has come in place. */
import { printable } from './format';

/** Without a terminal: no line of progress follows the one before sooner. */
const LINE_MS = 5000;

export class LaunchStatus {
  private passing = false;
  private lastLine = performance.now();

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(message: string, passing: boolean): void {
    if (!passing) {
      this.close();
      this.stream.write(`${printable(message)} …\n`);
      this.lastLine = performance.now();
    } else if (this.stream.isTTY) {
      this.stream.write(`\r\u001b[K${printable(message)} …`);
      this.passing = true;
    } else if (performance.now() - this.lastLine > LINE_MS) {
      this.show(message, false);
    }
  }

  /** Leaves the place for other lines. */
  close(): void {
    if (this.passing) this.stream.write('\r\u001b[K');
    this.passing = false;
  }
}
