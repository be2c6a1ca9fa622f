// The day of whose exchange rates the examples tell.

/** The last day of the demonstration's rates, which are real ones and do not move with the calendar. */
const DEMONSTRATION = "2026-08-22";

/** Nothing where today has rates, else the demonstration's last day where that has some, as YYYY-MM-DD. */
export async function ratesDay() {
  const has = async (day) => {
    const response = await fetch(`/v1/rates?symbols=USD${day && `&date=${day}`}`, { headers: { Accept: "application/json" } });
    return response.ok && (await response.json()).items.length > 0;
  };
  try {
    return !(await has("")) && (await has(DEMONSTRATION)) ? DEMONSTRATION : "";
  } catch {
    return "";
  }
}
