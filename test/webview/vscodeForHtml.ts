/** As much of `vscode` as the panel's page is made with. */
export const env = { language: 'en' };

export const Uri = {
  joinPath: (base: string, ...segments: string[]): string => [base, ...segments].join('/'),
};
