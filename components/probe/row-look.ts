// How a row of the probe's list is laid out, before a test and in it.

export const rowLook = "grid grid-cols-[16px_72px_minmax(0,1fr)_auto_12px] items-center gap-x-2.5 px-5 max-rail:px-4";
