"""Identity documents: their pictures, and the machine-readable zone (ICAO 9303)."""
