/** Why npm could not install a package, out of what it has printed. */

interface KnownFailure {
  readonly pattern: RegExp;
  /** One or two sentences; gets the groups of the pattern. */
  readonly says: (...groups: string[]) => string;
}

const CONNECTION = 'Check the connection, or name your proxy in HTTPS_PROXY, and try again.';

/** The first that fits: what lies deepest comes first. */
const KNOWN: readonly KnownFailure[] = [
  {
    pattern: /ENOSPC/,
    says: () => 'The disk is full: about 2 GB are needed. Make room and try again.',
  },
  {
    pattern: /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) ([\w.-]+)/,
    says: (host = '') =>
      `Nothing could be downloaded from ${host}: its address is not known here. ${CONNECTION}`,
  },
  {
    pattern:
      /(?:connect )?(ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH|ENETUNREACH)(?: ([\w.:-]+))?/,
    says: (code = '', host = '') =>
      `The download broke off (${code}${host === '' ? '' : `, ${host}`}). ${CONNECTION}`,
  },
  {
    pattern:
      /(SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_[A-Z_]+|CERT_[A-Z_]+|self[- ]signed certificate)/,
    says: (what = '') =>
      `The certificate of the server is not accepted (${what}). A proxy may stand between: name its certificate in NODE_EXTRA_CA_CERTS and try again.`,
  },
  {
    pattern: /npm (?:error|ERR!) code (E40\d)/,
    says: (code = '') =>
      `The npm registry does not give out the package (${code}). Look at the registry in your .npmrc.`,
  },
  {
    pattern:
      /(TAR_BAD_ARCHIVE|incorrect header check|invalid tar|unexpected end of file|Invalid or unsupported zip)/i,
    says: () => `What was downloaded is not TensorFlow's archive, or not all of it. ${CONNECTION}`,
  },
  {
    pattern: /\b(EACCES|EPERM)\b/,
    says: (code = '') => `npm may not write where it wants to (${code}).`,
  },
  {
    pattern: /(gyp ERR!|node-pre-gyp install failed)/,
    says: () =>
      'There is no ready-made binding for this Node.js, and building one failed: it needs Python 3 and a C++ compiler.',
  },
];

/** The last line that looks like a reason. */
function lastReason(output: string): string {
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  // Lines of npm's with a word or none after its prefix are about the next.
  const reason = lines.findLast(
    (line) => /error/i.test(line) && !/complete log|^npm (error|ERR!)( \S+)?$/i.test(line),
  );
  return reason ?? lines.findLast((line) => line !== '') ?? 'npm said nothing.';
}

/** @param output everything that npm has printed */
export function npmFailure(output: string): string {
  for (const { pattern, says } of KNOWN) {
    const match = pattern.exec(output);
    if (match !== null)
      return says(...match.slice(1).map((group: string | undefined) => group ?? ''));
  }
  return `npm failed: ${lastReason(output)}`;
}
