// The console opens on its destinations.
import { redirect } from "next/navigation";

export default function Home() {
  redirect("/destinations");
}
