/** The texts of the work view and of a case, in English. */

export const CASE = {
  "work.next": "Claim the next case",
  "work.none_left": "No case waits that you may decide.",
  "work.empty": "No case waits here.",
};
