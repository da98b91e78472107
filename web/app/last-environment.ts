// Where the reader last worked, kept on this device. A browser that keeps nothing only loses the comfort.
const name = 'kaartbak.environment';

export const lastEnvironment = {
  get(): string | null {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(slug: string): void {
    try {
      localStorage.setItem(name, slug);
    } catch {
      // private windows may refuse
    }
  },
};
