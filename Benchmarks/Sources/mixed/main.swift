import BenchmarkSupport
import Questions

Question.mixed.run()
