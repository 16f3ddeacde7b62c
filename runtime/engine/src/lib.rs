//! Durable workflows as a sans-IO machine: journal in, commands out.
