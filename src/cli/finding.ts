/** One thing that the doctor looked at, how it is, and what to do about it. */
export interface Finding {
  readonly what: string;
  /** A warning stops nothing; what is bad does. */
  readonly state: 'ok' | 'warning' | 'bad';
  readonly said: string;
  /** What to do about it. */
  readonly help: string | null;
}

export const well = (what: string, said: string): Finding => ({
  what,
  state: 'ok',
  said,
  help: null,
});

export const warning = (what: string, said: string, help: string | null): Finding => ({
  what,
  state: 'warning',
  said,
  help,
});

export const ill = (what: string, said: string, help: string): Finding => ({
  what,
  state: 'bad',
  said,
  help,
});
