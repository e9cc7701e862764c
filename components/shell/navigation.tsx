// What there is to go to. Shows what exists, nothing else.
import { ScrollText, Settings2, Share2 } from "lucide-react";

export const places = [
  { href: "/destinations", label: "Destinations", Icon: Share2 },
  { href: "/audit", label: "Audit", Icon: ScrollText },
  { href: "/settings", label: "Settings", Icon: Settings2 },
] as const;
