/** What the reader prefers, kept in this browser: filters and the like, never a token and nothing of a case. */

export function preferred(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`kyc.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function prefer(name, value) {
  try {
    localStorage.setItem(`kyc.${name}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing forgets it with the page.
  }
}
