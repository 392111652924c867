import { notFound } from "next/navigation";

// An unknown address shows the 404 page inside the frame, and asks strangers to log in first.
export default function Missing() {
  notFound();
}
