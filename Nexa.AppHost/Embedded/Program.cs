Console.WriteLine("Nexa");
